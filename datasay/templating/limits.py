"""What a template may use up; each limit is named in the answer when it is met."""

CONTENT_LIMIT = 50_000  # characters of a template
OUTPUT_LIMIT = 200_000  # characters of what a user's template renders to
PROMPT_OUTPUT_LIMIT = 1_500_000  # of a prompt, which carries a whole source text
NODE_LIMIT = 20_000  # parts of a template's syntax tree
NESTING_LIMIT = 15  # blocks inside blocks; Python itself ends at 20
LOOP_LIMIT = 20_000  # rounds of all loops of one rendering together
RANGE_LIMIT = 1_000  # numbers of one range()
LARGEST_NUMBER = 10**15  # in arithmetic
CPU_SECONDS = 2  # of processor time: a busy machine does not make a good template fail
WALL_SECONDS = 8.0  # by the clock, for what waits instead of working
MEMORY_BYTES = 256 * 1024 * 1024  # on top of what the language parts need

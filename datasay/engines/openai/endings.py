"""How an answer ended: the words of many servers as those of the protocol."""

# Words of other servers for the protocol's own: Anthropic, Gemini, text-generation-inference, Zhipu, DeepSeek, vLLM.
_STOPPED = {"stop", "eos", "eos_token", "end_turn", "stop_sequence", "end", "end_of_text", "complete", "completed"}
_CUT = {"length", "max_tokens", "max_length", "max_output_tokens", "model_length", "token_limit", "context_length"}
_REFUSED = {"content_filter", "sensitive", "safety", "recitation", "prohibited_content", "blocklist", "refusal"}
_BUSY = {"insufficient_system_resource", "error", "network_error", "abort", "aborted", "cancelled", "timeout"}


def ending_of(told: str | None, *, done: bool) -> str | None:
    """`stop`, `length`, `content_filter`, or the server's own word; None for an answer that broke off.

    `done`: the server said that nothing comes any more, which is an ending where it gives no other.
    """
    if not told:
        return "stop" if done else None
    word = told.strip().lower().replace("-", "_").rpartition(".")[2]
    for known, words in (("stop", _STOPPED), ("length", _CUT), ("content_filter", _REFUSED), (None, _BUSY)):
        if word in words:
            return known
    return told

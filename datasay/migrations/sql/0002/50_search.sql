-- 全文检索：字的二元组与英文词干，由后台补齐

CREATE TABLE system_search_entry (
    search_kind VARCHAR(20) NOT NULL,
    search_key INTEGER NOT NULL,
    search_user_id INTEGER NOT NULL,
    search_time TIMESTAMP NOT NULL,
    search_heading INTEGER[],
    search_tokens INTEGER[],
    CONSTRAINT system_search_entry_pkey PRIMARY KEY (search_kind, search_key),
    CONSTRAINT system_search_entry_search_kind_check CHECK (search_kind IN ('text', 'audio', 'image', 'mixall'))
);

CREATE INDEX idx_system_search_entry_user_time ON system_search_entry (search_kind, search_user_id, search_time DESC, search_key DESC);
CREATE INDEX idx_system_search_entry_pending ON system_search_entry (search_kind, search_user_id, search_key) WHERE search_tokens IS NULL;
CREATE INDEX idx_system_search_entry_tokens ON system_search_entry USING gin (search_tokens, search_heading) WHERE search_tokens IS NOT NULL;

COMMENT ON TABLE system_search_entry IS '检索表：每个可检索对象一行，存其字词编码';
COMMENT ON COLUMN system_search_entry.search_kind IS '对象种类：text, audio, image, mixall';
COMMENT ON COLUMN system_search_entry.search_key IS '对象的主键';
COMMENT ON COLUMN system_search_entry.search_user_id IS '对象所属用户ID';
COMMENT ON COLUMN system_search_entry.search_time IS '对象的创建时间（UTC）';
COMMENT ON COLUMN system_search_entry.search_heading IS '标题与标签的字词编码，为空表示尚未编入';
COMMENT ON COLUMN system_search_entry.search_tokens IS '标题、标签与正文的字词编码，为空表示尚未编入';

-- What search takes for the same: full and half width, capitals, ligatures.
CREATE FUNCTION datasay_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(given, NFKC));

-- Every character from U+2300 on that is no letter and no punctuation (symbols, emoji, Chinese, Kana, Hangul), alone and with the next one, as (code << 16) | code.
CREATE FUNCTION datasay_bigrams(folded text) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20000
RETURN (
    SELECT array_agg(DISTINCT a << 16)
           || array_agg(DISTINCT (a << 16) | b)
              FILTER (WHERE b >= 8960 AND b NOT BETWEEN 11264 AND 11903 AND b NOT BETWEEN 12288 AND 12292 AND b NOT BETWEEN 12296 AND 12351)
      FROM (SELECT string_to_array(folded, NULL)) AS split (characters),
           unnest(characters, characters[2:]) AS following (one, other),
           LATERAL (SELECT ascii(one), ascii(other)) AS codes (a, b)
     WHERE a >= 8960 AND a NOT BETWEEN 11264 AND 11903 AND a NOT BETWEEN 12288 AND 12292 AND a NOT BETWEEN 12296 AND 12351
);

-- The words of alphabetic scripts, each as a hash of its English stem; words without a stem as they are.
CREATE FUNCTION datasay_words(folded text) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
RETURN (
    SELECT array_agg(DISTINCT hashtext(coalesce((ts_lexize('pg_catalog.english_stem', left(word, 100)))[1], left(word, 100))))
      FROM regexp_split_to_table(folded, '[^0-9a-z\u00c0-\u1fff]+') AS word
     WHERE word <> ''
);

CREATE FUNCTION datasay_search_tokens(given text) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 25000
RETURN (
    SELECT coalesce(datasay_bigrams(folded), '{}') || coalesce(datasay_words(folded), '{}')
      FROM (SELECT datasay_fold(given) OFFSET 0) AS once (folded)
);

-- An entry without tokens waits: the writer pays for one small row, and the housekeeping fills it in.
CREATE FUNCTION datasay_search_text() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM system_search_entry WHERE search_kind = 'text' AND search_key = OLD.text_id;
        RETURN NULL;
    END IF;
    -- Compared here and not in a WHEN of the trigger, which would forbid later migrations to alter these columns.
    IF TG_OP = 'INSERT' OR (
        OLD.text_title, OLD.text_tags, OLD.text_content, OLD.text_created_user_id, OLD.text_created_time
    ) IS DISTINCT FROM (
        NEW.text_title, NEW.text_tags, NEW.text_content, NEW.text_created_user_id, NEW.text_created_time
    ) THEN
        INSERT INTO system_search_entry (search_kind, search_key, search_user_id, search_time)
        VALUES ('text', NEW.text_id, NEW.text_created_user_id, coalesce(NEW.text_created_time, timezone('UTC', now())))
        ON CONFLICT (search_kind, search_key) DO UPDATE
        SET search_user_id = EXCLUDED.search_user_id, search_time = EXCLUDED.search_time,
            search_heading = NULL, search_tokens = NULL;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER text_content_basic_search AFTER INSERT OR UPDATE OR DELETE ON text_content_basic
FOR EACH ROW EXECUTE FUNCTION datasay_search_text();

-- Statistics of half a million pairs would cost more than they tell: the search itself decides how far to look.
ALTER TABLE system_search_entry ALTER COLUMN search_tokens SET STATISTICS 0;
ALTER TABLE system_search_entry ALTER COLUMN search_heading SET STATISTICS 0;

INSERT INTO system_search_entry (search_kind, search_key, search_user_id, search_time)
SELECT 'text', text_id, text_created_user_id, coalesce(text_created_time, timezone('UTC', now())) FROM text_content_basic;

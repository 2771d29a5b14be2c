-- 检索：繁体字重新按原字编入
CREATE OR REPLACE FUNCTION datasay_search_tokens(given text) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
COST 25000
RETURN (
    SELECT coalesce(datasay_bigrams(folded), '{}') || coalesce(datasay_words(folded), '{}')
      FROM (SELECT datasay_fold(given) OFFSET 0) AS once (folded)
);

CREATE OR REPLACE FUNCTION datasay_bigrams(folded text) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20000
RETURN (
    SELECT array_agg(DISTINCT a << 16)
           || array_agg(DISTINCT (a << 16) | b)
              FILTER (WHERE b >= 8960 AND b NOT BETWEEN 11264 AND 11903 AND b NOT BETWEEN 12288 AND 12292 AND b NOT BETWEEN 12296 AND 12351)
      FROM (SELECT string_to_array(folded, NULL)) AS split (characters),
           unnest(characters, characters[2:]) AS following (one, other),
           LATERAL (SELECT ascii(one), ascii(other)) AS codes (a, b)
     WHERE a >= 8960 AND a NOT BETWEEN 11264 AND 11903 AND a NOT BETWEEN 12288 AND 12292 AND a NOT BETWEEN 12296 AND 12351
);

DROP VIEW system_search_own;
ALTER TABLE system_search_entry DROP COLUMN search_stale;
CREATE VIEW system_search_own AS
SELECT * FROM system_search_entry WHERE search_user_id = nullif(current_setting('datasay.user_id', true), '')::integer;
COMMENT ON VIEW system_search_own IS '检索视图：当前操作用户自己的检索条目';

UPDATE system_search_entry SET search_heading = NULL, search_tokens = NULL
  FROM text_content_basic
 WHERE search_kind = 'text' AND search_key = text_id AND search_tokens IS NOT NULL
   AND concat_ws(' ', text_title, array_to_string(text_tags, ' '), text_content)
       ~ ('[' || datasay_traditional() || ']');

DROP FUNCTION datasay_simplified(text);
DROP FUNCTION datasay_simplified_for_traditional();
DROP FUNCTION datasay_traditional();

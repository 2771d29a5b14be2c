-- 检索：繁体字重新按原字编入
CREATE OR REPLACE FUNCTION datasay_search_tokens(given text) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
COST 25000
RETURN (
    SELECT coalesce(datasay_bigrams(folded), '{}') || coalesce(datasay_words(folded), '{}')
      FROM (SELECT datasay_fold(given) OFFSET 0) AS once (folded)
);

UPDATE system_search_entry SET search_heading = NULL, search_tokens = NULL
  FROM text_content_basic
 WHERE search_kind = 'text' AND search_key = text_id AND search_tokens IS NOT NULL
   AND concat_ws(' ', text_title, array_to_string(text_tags, ' '), text_content)
       ~ ('[' || datasay_traditional() || ']');

DROP FUNCTION datasay_simplified(text);
DROP FUNCTION datasay_simplified_for_traditional();
DROP FUNCTION datasay_traditional();

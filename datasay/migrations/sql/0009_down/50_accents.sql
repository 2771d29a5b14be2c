-- 检索：字母上的附加符号重新计入
CREATE OR REPLACE FUNCTION datasay_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(given, NFKC));

UPDATE system_search_entry SET search_heading = NULL, search_tokens = NULL
  FROM text_content_basic
 WHERE search_kind = 'text' AND search_key = text_id AND search_tokens IS NOT NULL
   AND concat_ws(' ', text_title, array_to_string(text_tags, ' '), text_content)
       ~ '[\u00c0-\u024f\u0300-\u036f\u0386-\u03d4\u1e00-\u1fff\u212b]';

-- 检索：字母上的附加符号不计，cafe 与 café 相同

-- What search takes for the same: full and half width, capitals, ligatures, and Latin and Greek letters with and
-- without accents. Few texts have any: the others are spared the dear way.
CREATE OR REPLACE FUNCTION datasay_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(
    CASE WHEN given ~ '[\u00c0-\u024f\u0300-\u036f\u0386-\u03d4\u1e00-\u1fff\u212b]'
         THEN regexp_replace(normalize(given, NFKD), '([A-Za-z\u0370-\u03ff])[\u0300-\u036f]+', '\1', 'g')
         ELSE given END, NFKC));

-- Only what has accents is indexed anew.
UPDATE system_search_entry SET search_heading = NULL, search_tokens = NULL
  FROM text_content_basic
 WHERE search_kind = 'text' AND search_key = text_id AND search_tokens IS NOT NULL
   AND concat_ws(' ', text_title, array_to_string(text_tags, ' '), text_content)
       ~ '[\u00c0-\u024f\u0300-\u036f\u0386-\u03d4\u1e00-\u1fff\u212b]';

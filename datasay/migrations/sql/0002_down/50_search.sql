DROP TRIGGER text_content_basic_search ON text_content_basic;
DROP FUNCTION datasay_search_text();
DROP FUNCTION datasay_search_tokens(text);
DROP FUNCTION datasay_words(text);
DROP FUNCTION datasay_bigrams(text);
DROP FUNCTION datasay_fold(text);
DROP TABLE system_search_entry;

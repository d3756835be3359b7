-- In the embedded engine a merge of spans takes about twenty parts of like size, not five: under load merges took more than a
-- quarter of all processor time. The engine lowers the number by itself for parts that get older and where there are many.
ALTER TABLE spans MODIFY SETTING merge_selector_base = 20;
-- Traces are a tenth as many, and every list and filter reads them from all parts at once: two of like size are merged already.
ALTER TABLE traces MODIFY SETTING merge_selector_base = 2;

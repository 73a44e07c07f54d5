-- What is needed to make an attempt's delivery anew, encrypted; taken away when it is needed no more. The last column: who reads the others does not read it.
ALTER TABLE integration_log ADD COLUMN original BLOB;

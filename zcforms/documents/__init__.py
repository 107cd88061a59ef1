"""Read a document, hold it to its metaschema, digest it. What a document means is said one floor up."""

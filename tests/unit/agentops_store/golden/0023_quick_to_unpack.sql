ALTER TABLE traces_local ON CLUSTER 'agents'
    MODIFY SETTING min_compress_block_size = 16384,
    default_compression_codec = 'LZ4';


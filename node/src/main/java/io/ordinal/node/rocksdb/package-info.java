/** The table, on RocksDB. */
@NullMarked
package io.ordinal.node.rocksdb;

import org.jspecify.annotations.NullMarked;

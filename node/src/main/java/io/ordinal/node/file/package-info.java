/** A node's data folder: who owns it, and how small files in it are made durable. */
@NullMarked
package io.ordinal.node.file;

import org.jspecify.annotations.NullMarked;

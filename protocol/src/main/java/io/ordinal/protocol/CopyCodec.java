package io.ordinal.protocol;

/** How the messages that copy a range are written. */
final class CopyCodec {
    /** More answers than a frame holds. */
    private static final int MAX_RETRIES = 1 << 21;

    private CopyCodec() {}

    static void writeFetch(FetchCopy fetch, WireWriter out) {
        ReplicaCodec.writeRangeAndEpoch(fetch.range(), fetch.epoch(), out);
        out.writeFixedLong(fetch.copy());
        out.writeNullable(fetch.after(), IdentityCodec::writeKey);
        out.writeNumber(fetch.maxBytes());
        out.writeNumber(fetch.pages());
    }

    static FetchCopy readFetch(WireReader in) {
        return new FetchCopy(
                IdentityCodec.readRange(in),
                in.readNumber(),
                in.readFixedLong(),
                in.readNullable(IdentityCodec::readKey),
                in.readInt(Integer.MAX_VALUE),
                in.readInt(Integer.MAX_VALUE));
    }

    static void writePage(CopyPage page, WireWriter out) {
        ReplicaCodec.writeRangeAndEpoch(page.range(), page.epoch(), out);
        out.writeFixedLong(page.copy());
        PositionCodec.write(page.asOf(), out);
        out.writeNumber(page.logTimeMillis());
        PositionCodec.writeHistory(page.history(), out);
        out.writeNullable(page.after(), IdentityCodec::writeKey);
        page.entries().write(out);
        out.writeList(page.retries(), EntryCodec::writeRetry);
        out.writeNumber(page.retryFloor());
        out.writeNullable(page.next(), IdentityCodec::writeKey);
    }

    static CopyPage readPage(WireReader in) {
        return new CopyPage(
                IdentityCodec.readRange(in),
                in.readNumber(),
                in.readFixedLong(),
                PositionCodec.read(in),
                in.readNumber(),
                PositionCodec.readHistory(in),
                in.readNullable(IdentityCodec::readKey),
                EntryRun.read(in),
                in.readList(MAX_RETRIES, EntryCodec.MIN_RETRY_BYTES, EntryCodec::readRetry),
                in.readNumber(),
                in.readNullable(IdentityCodec::readKey));
    }
}

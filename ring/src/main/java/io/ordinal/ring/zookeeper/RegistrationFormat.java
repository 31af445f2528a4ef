package io.ordinal.ring.zookeeper;

import io.ordinal.ring.Address;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;

/** How a registration stands in a member's znode. */
final class RegistrationFormat {
    private static final String FORMAT = "ordinal-registration/1";

    private RegistrationFormat() {}

    /** @throws IllegalArgumentException if a text has control characters or all is too long */
    static byte[] encode(Registration registration) {
        return new TextRecord(FORMAT)
                .with("node", registration.member().node().name())
                .with("disk", registration.member().disk().toString())
                .with("run", registration.runNumber())
                .with("address", registration.address().toString())
                .with("rack", registration.rack())
                .with("weight", registration.weight())
                .with("software", registration.softwareVersion())
                .encode();
    }

    /** @throws IllegalArgumentException saying what is wrong, also if the znode's name is another node's */
    static Registration decode(String znode, byte[] bytes) {
        TextRecord record = TextRecord.decode(FORMAT, bytes);
        NodeId node = new NodeId(record.text("node"));
        if (!node.name().equals(znode)) {
            throw new IllegalArgumentException("it registers " + node + ", not " + znode);
        }
        long weight = record.number("weight");
        if (weight < 1 || weight > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a weight is at least 1, not " + weight);
        }
        long run = record.number("run");
        if (run < 0) {
            throw new IllegalArgumentException("a run number is at least 0, not " + run);
        }
        return new Registration(
                new Member(node, new DiskId(record.uuid("disk"))),
                run,
                Address.parse(record.text("address")),
                record.text("rack"),
                (int) weight,
                record.text("software"));
    }
}

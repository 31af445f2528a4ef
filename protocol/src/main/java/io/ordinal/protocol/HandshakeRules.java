package io.ordinal.protocol;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who may speak with a node: the same protocol version, the same cluster, and, for a node, the disk that the cluster
 * knows under its id. Another disk under a known id is another member, which remembers none of its promises.
 *
 * @param knownMember the member that the cluster map or a live registration names for a node id; called on a network
 *     thread, must not block
 */
public record HandshakeRules(
        ClusterId cluster,
        Member self,
        long runNumber,
        int creditBytes,
        Function<NodeId, Optional<Member>> knownMember) {

    /** The answer to {@code hello}: a {@link Welcome} with our {@code marks}, or why not. */
    public Handshake answer(Hello hello, Marks marks) {
        if (hello.protocolVersion() != Hello.PROTOCOL_VERSION) {
            return otherVersion(hello.protocolVersion());
        }
        ClusterId theirs = hello.cluster();
        if (theirs != null && !theirs.equals(cluster)) {
            return new ConnectionRefused(
                    ConnectionRefused.Reason.OTHER_CLUSTER,
                    self.node() + " belongs to cluster " + cluster + ", not to " + theirs
                            + ": check the ZooKeeper address and the data folder");
        }
        Member member = hello.member();
        if (member != null) {
            if (theirs == null) {
                return new ConnectionRefused(
                        ConnectionRefused.Reason.OTHER_CLUSTER, "a node must name the cluster it belongs to");
            }
            Optional<Member> known = knownMember.apply(member.node());
            if (known.isPresent() && !known.get().equals(member)) {
                return new ConnectionRefused(
                        ConnectionRefused.Reason.OTHER_DISK,
                        "the cluster knows " + member.node() + " by disk "
                                + known.get().disk() + ", this one is " + member.disk()
                                + ": use the old data folder, or another node id");
            }
        }
        return new Welcome(Hello.PROTOCOL_VERSION, cluster, self, runNumber, marks, creditBytes);
    }

    /** Why a side that speaks version {@code theirs} cannot be spoken with. */
    public static ConnectionRefused otherVersion(int theirs) {
        return new ConnectionRefused(
                ConnectionRefused.Reason.OTHER_PROTOCOL_VERSION,
                "this side speaks protocol version " + Hello.PROTOCOL_VERSION + ", the other " + theirs
                        + ": run the same release on both");
    }
}

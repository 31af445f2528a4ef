package io.ordinal.simulator.cluster;

import io.ordinal.client.Call;
import io.ordinal.client.ClientCore;
import io.ordinal.client.ClientEffect;
import io.ordinal.client.ClientEvent;
import io.ordinal.client.ClientLimits;
import io.ordinal.protocol.ClientReply;
import io.ordinal.ring.Address;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimClock;
import java.util.List;
import java.util.TreeMap;

/** A process with a client in it: the production core on its loop, and connections to the nodes it asks. */
public final class SimClient {
    private final Cluster cluster;
    private final String name;
    private final ClientCore core;
    private final Loop<ClientEvent, ClientEffect> loop;
    private final TreeMap<String, ClientLink> links = new TreeMap<>();

    SimClient(Cluster cluster, String name, List<Address> seeds, Chance chance) {
        this.cluster = cluster;
        this.name = name;
        this.core = new ClientCore(chance.fork("core").generator(), ClientLimits.DEFAULT, seeds);
        this.loop = new Loop<>(
                name,
                new Life(cluster.scheduler()),
                chance.fork("loop"),
                SimClock.random(cluster.scheduler(), chance, Cluster.CLOCK_RATE_BOUND_PPM),
                cluster.trace(),
                core,
                this::carryOut);
    }

    public String name() {
        return name;
    }

    /** The highest number this client has seen in any answer. */
    public long highestSequence() {
        return core.highestSequence();
    }

    /** A caller wants something. */
    public void start(ClientEvent event) {
        loop.offer(event);
    }

    /** All its connections break at once, as when a router between is restarted. */
    public void breakConnections() {
        links.values().forEach(ClientLink::breakNow);
    }

    private void carryOut(ClientEffect effect) {
        if (effect instanceof ClientEffect.Send send) {
            linkTo(send.to()).ask(send.request(), new Asking(send.call()));
        } else if (effect instanceof ClientEffect.Disconnect disconnect) {
            ClientLink link = links.remove(disconnect.address().toString());
            if (link != null) {
                link.breakNow();
            }
        } else if (effect instanceof ClientEffect.Ended<?> ended) {
            ended.tell();
        }
    }

    private ClientLink linkTo(Address address) {
        ClientLink open = links.get(address.toString());
        if (open == null || open.isOver()) {
            open = cluster.openLink(name, address);
            links.put(address.toString(), open);
        }
        return open;
    }

    private final class Asking implements ClientLink.Asker {
        private final Call call;

        Asking(Call call) {
            this.call = call;
        }

        @Override
        public void answered(ClientReply reply) {
            loop.offer(new ClientEvent.Answered(call, reply));
        }

        @Override
        public void broken(boolean mayHaveArrived, String why) {
            loop.offer(new ClientEvent.Broken(call, mayHaveArrived, why));
        }
    }
}

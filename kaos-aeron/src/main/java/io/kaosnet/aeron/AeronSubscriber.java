package io.kaosnet.aeron;

import io.aeron.ControlledFragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;
import io.kaosnet.rudp.transport.ClientTransport;
import org.agrona.DirectBuffer;

/// The listening end. Owned by the thread that polls it. Nothing can be sent back.
public final class AeronSubscriber implements ClientTransport {
    private static final int LIMIT = 64;

    private final String name;
    private final Subscription subscription;
    private final MessageReceiver receiver;
    private final ControlledFragmentAssembler assembler =
            new ControlledFragmentAssembler(this::onFragment);
    private byte[] message = new byte[1024];

    AeronSubscriber(String name, Subscription subscription, MessageReceiver receiver) {
        this.name = name;
        this.subscription = subscription;
        this.receiver = receiver;
    }

    @Override
    public int poll(long nowNs) {
        return subscription.isClosed() ? 0 : subscription.controlledPoll(assembler, LIMIT);
    }

    private Action onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        if (length < 1) {
            return Action.CONTINUE;
        }
        if (message.length < length - 1) {
            message = new byte[Math.max(length, 2 * message.length)];
        }
        buffer.getBytes(offset + 1, message, 0, length - 1);
        boolean isTaken =
                receiver.onMessage(this, buffer.getByte(offset) & 0xFF, message, 0, length - 1);
        return isTaken ? Action.CONTINUE : Action.ABORT;
    }

    @Override
    public State state() {
        if (subscription.isClosed()) {
            return State.CLOSED;
        }
        return subscription.isConnected() ? State.OPEN : State.CONNECTING;
    }

    @Override
    public boolean offer(int channel, byte[] buffer, int offset, int length) {
        return false;
    }

    @Override
    public void close(int code, String text) {
        subscription.close();
    }

    @Override
    public String closeText() {
        return subscription.isClosed() ? "closed" : "";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        subscription.close();
    }
}

package io.quorate.server.api.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.DeleteRangeRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.TxnRequest;

/** A request of etcd's KV service, with a text form of one line: the method's name and the message in braces. */
public record EtcdRequest(Message message) {
    private static final String FILLER = "FILL(";

    /** Reads the text form. {@code FILL(n)} in it stands for n bytes of x, which would make a long line. */
    public static EtcdRequest parse(String line) {
        int space = line.indexOf(' ');
        String method = space < 0 ? line : line.substring(0, space);
        String text = space < 0 ? "" : fill(line.substring(space + 1));
        Message.Builder builder = switch (method) {
            case "Range" -> RangeRequest.newBuilder();
            case "Put" -> PutRequest.newBuilder();
            case "DeleteRange" -> DeleteRangeRequest.newBuilder();
            case "Txn" -> TxnRequest.newBuilder();
            case "Compact" -> CompactionRequest.newBuilder();
            default -> throw new IllegalArgumentException("No such method: " + method);
        };
        try {
            TextFormat.merge(text, builder);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException("Bad request: " + line, e);
        }
        return new EtcdRequest(builder.build());
    }

    private static String fill(String text) {
        int start = text.indexOf(FILLER);
        if (start < 0) {
            return text;
        }
        int end = text.indexOf(')', start);
        int count = Integer.parseInt(text.substring(start + FILLER.length(), end));
        return text.substring(0, start) + "\"" + "x".repeat(count) + "\"" + text.substring(end + 1);
    }

    /** The KV service's method that takes it. */
    public String method() {
        String name = message.getDescriptorForType().getName();
        return name.equals("CompactionRequest") ? "Compact" : name.substring(0, name.length() - "Request".length());
    }

    /** The text form. */
    @Override
    public String toString() {
        return method() + " " + TextFormat.printer().emittingSingleLine(true).printToString(message);
    }

    /** A key or value from a text in which each char is a byte. */
    static ByteString bytes(String latin) {
        return ByteString.copyFrom(latin, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}

package io.quorate.proto.internal.v1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The schemas that are on disks and between nodes of different releases, against their checked-in descriptors. What is
 * there stays: nothing may be removed, renumbered or retyped. What is new is checked in with the change that adds it:
 * run {@link #main} with the path of the file.
 */
class FormatsTest {
    private static final String CHECKED_IN = "descriptors.txtpb";

    @Test
    void shouldChangeNothingThatIsOnDisksOrBetweenNodes() throws IOException {
        assertEquals(List.of(), breaks(checkedIn(), present()));
    }

    @Test
    void shouldHaveCheckedInWhatIsNew() throws IOException {
        assertEquals(print(checkedIn()), print(present()), "check in the new descriptors: run main of this test");
    }

    @Test
    void shouldFindWhatBreaks() throws IOException {
        FileDescriptorSet.Builder changed = checkedIn().toBuilder();
        DescriptorProto.Builder entry = changed.getFileBuilder(0).getMessageTypeBuilder(0);
        entry.getFieldBuilder(0).setNumber(99);
        entry.getFieldBuilder(1).setType(FieldDescriptorProto.Type.TYPE_INT64);
        changed.getFileBuilder(0).removeMessageType(1);
        changed.getFileBuilder(1).getEnumTypeBuilder(0).getValueBuilder(1).setNumber(99);

        assertEquals(
                List.of(
                        "LogEntry.format is missing",
                        "LogEntry.hlc was type: TYPE_FIXED64 label: LABEL_OPTIONAL, is type: TYPE_INT64 label:"
                                + " LABEL_OPTIONAL",
                        "SessionStamp is missing",
                        "NodeStatus.NOT_LEADER is missing"),
                breaks(checkedIn(), changed.build()));
    }

    /** Writes the present descriptors to the file given. */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[0]), print(present()), UTF_8);
    }

    private static FileDescriptorSet present() {
        return FileDescriptorSet.newBuilder()
                .addFile(LogEntry.getDescriptor().getFile().toProto())
                .addFile(ForwardRequest.getDescriptor().getFile().toProto())
                .build();
    }

    private static FileDescriptorSet checkedIn() throws IOException {
        try (InputStream in = Objects.requireNonNull(FormatsTest.class.getResourceAsStream(CHECKED_IN), CHECKED_IN)) {
            FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
            TextFormat.merge(new String(in.readAllBytes(), UTF_8), set);
            return set.build();
        }
    }

    private static String print(FileDescriptorSet set) {
        return TextFormat.printer().printToString(set);
    }

    private static List<String> breaks(FileDescriptorSet before, FileDescriptorSet after) {
        List<String> breaks = new ArrayList<>();
        Map<String, FileDescriptorProto> files = byKey(after.getFileList(), FileDescriptorProto::getName);
        for (FileDescriptorProto file : before.getFileList()) {
            FileDescriptorProto now = files.get(file.getName());
            if (now == null) {
                breaks.add(file.getName() + " is missing");
            } else {
                compareFiles(file, now, breaks);
            }
        }
        return breaks;
    }

    private static void compareFiles(FileDescriptorProto before, FileDescriptorProto after, List<String> breaks) {
        Map<String, DescriptorProto> messages = byKey(after.getMessageTypeList(), DescriptorProto::getName);
        for (DescriptorProto message : before.getMessageTypeList()) {
            DescriptorProto now = messages.get(message.getName());
            if (now == null) {
                breaks.add(message.getName() + " is missing");
            } else {
                compareMessages(message, now, breaks);
            }
        }
        Map<String, EnumDescriptorProto> enums = byKey(after.getEnumTypeList(), EnumDescriptorProto::getName);
        for (EnumDescriptorProto constants : before.getEnumTypeList()) {
            EnumDescriptorProto now = enums.getOrDefault(constants.getName(), EnumDescriptorProto.getDefaultInstance());
            compareParts(
                    constants.getName(),
                    byKey(constants.getValueList(), FormatsTest::constantKey),
                    byKey(now.getValueList(), FormatsTest::constantKey),
                    EnumValueDescriptorProto::getName,
                    breaks);
        }
        Map<String, ServiceDescriptorProto> services = byKey(after.getServiceList(), ServiceDescriptorProto::getName);
        for (ServiceDescriptorProto service : before.getServiceList()) {
            ServiceDescriptorProto now =
                    services.getOrDefault(service.getName(), ServiceDescriptorProto.getDefaultInstance());
            compareParts(
                    service.getName(),
                    byKey(service.getMethodList(), MethodDescriptorProto::getName),
                    byKey(now.getMethodList(), MethodDescriptorProto::getName),
                    FormatsTest::signature,
                    breaks);
        }
    }

    private static void compareMessages(DescriptorProto before, DescriptorProto after, List<String> breaks) {
        compareParts(
                before.getName(),
                byKey(before.getFieldList(), FormatsTest::fieldKey),
                byKey(after.getFieldList(), FormatsTest::fieldKey),
                FormatsTest::shape,
                breaks);
    }

    private static <T> void compareParts(
            String owner, Map<String, T> before, Map<String, T> after, Function<T, String> shape, List<String> breaks) {
        for (Map.Entry<String, T> part : before.entrySet()) {
            String name = owner + "." + part.getKey().substring(part.getKey().indexOf(' ') + 1);
            T now = after.get(part.getKey());
            if (now == null) {
                breaks.add(name + " is missing");
            } else if (!shape.apply(part.getValue()).equals(shape.apply(now))) {
                breaks.add(name + " was " + shape.apply(part.getValue()) + ", is " + shape.apply(now));
            }
        }
    }

    /** Number and name: a field that has another number, or another name, is another field. */
    private static String fieldKey(FieldDescriptorProto field) {
        return String.format("%05d %s", field.getNumber(), field.getName());
    }

    private static String constantKey(EnumValueDescriptorProto constant) {
        return String.format("%05d %s", constant.getNumber(), constant.getName());
    }

    private static String shape(FieldDescriptorProto field) {
        String type = "type: " + field.getType() + " label: " + field.getLabel();
        return field.getTypeName().isEmpty() ? type : type + " " + field.getTypeName();
    }

    private static String signature(MethodDescriptorProto method) {
        return method.getInputType() + (method.getClientStreaming() ? " stream" : "") + " -> " + method.getOutputType()
                + (method.getServerStreaming() ? " stream" : "");
    }

    private static <T> Map<String, T> byKey(List<T> parts, Function<T, String> key) {
        Map<String, T> byKey = new TreeMap<>();
        parts.forEach(part -> byKey.put(key.apply(part), part));
        return byKey;
    }
}

package io.quorate.server.api.interceptor;

import io.grpc.Context;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.request.ReadOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for through metadata.
 *
 * @param read how to read, null when left to the request itself
 * @param stamp number of a write within a session, null when the client does not number
 */
public record RequestOptions(
        @Nullable ReadOptions read, @Nullable SessionStamp stamp) {
    /** What a request without metadata asks for. */
    public static final RequestOptions NONE = new RequestOptions(null, null);

    static final Context.Key<RequestOptions> KEY = Context.keyWithDefault("quorate-request-options", NONE);

    /** Of the call that the present thread serves. */
    public static RequestOptions current() {
        return KEY.get();
    }

    /** For a read whose request says whether it is serializable. */
    public ReadOptions reading(boolean serializable) {
        if (read != null) {
            return read;
        }
        return serializable ? ReadOptions.SERIALIZABLE : ReadOptions.LINEARIZABLE;
    }
}

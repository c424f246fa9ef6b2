package io.kaosnet.core.auth;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Empty;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.protocol.api.AccountCustom;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AccountEmail;
import io.kaosnet.protocol.api.AuthenticateCustomRequest;
import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.AuthenticateEmailRequest;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.SessionLogoutRequest;
import io.kaosnet.protocol.api.SessionRefreshRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Binds the calls of this feature to [Auth].
public final class AuthApi {
    private final Auth auth;
    private final Clock clock;

    public AuthApi(Auth auth, Clock clock) {
        this.auth = auth;
        this.clock = clock;
    }

    public void bind(Endpoints.Builder endpoints) {
        endpoints.bind(
                "AuthenticateDevice", AuthenticateDeviceRequest.getDefaultInstance(), this::device);
        endpoints.bind(
                "AuthenticateCustom", AuthenticateCustomRequest.getDefaultInstance(), this::custom);
        endpoints.bind(
                "AuthenticateEmail", AuthenticateEmailRequest.getDefaultInstance(), this::email);
        endpoints.bind("SessionRefresh", SessionRefreshRequest.getDefaultInstance(), this::refresh);
        endpoints.bind("SessionLogout", SessionLogoutRequest.getDefaultInstance(), this::logOut);
        endpoints.bind("LinkDevice", AccountDevice.getDefaultInstance(), this::linkDevice);
        endpoints.bind("LinkCustom", AccountCustom.getDefaultInstance(), this::linkCustom);
        endpoints.bind("LinkEmail", AccountEmail.getDefaultInstance(), this::linkEmail);
        endpoints.bind("UnlinkDevice", AccountDevice.getDefaultInstance(), this::unlinkDevice);
        endpoints.bind("UnlinkCustom", AccountCustom.getDefaultInstance(), this::unlinkCustom);
        endpoints.bind("UnlinkEmail", AccountEmail.getDefaultInstance(), this::unlinkEmail);
    }

    private static Auth.Attempt attempt(
            Caller caller, @Nullable BoolValue create, String username, Map<String, String> vars) {
        return new Auth.Attempt(create, username, vars, caller.origin().clientIp());
    }

    private Session device(Caller caller, AuthenticateDeviceRequest request) {
        return auth.device(
                request.getAccount().getId(),
                attempt(
                        caller,
                        request.hasCreate() ? request.getCreate() : null,
                        request.getUsername(),
                        request.getAccount().getVarsMap()));
    }

    private Session custom(Caller caller, AuthenticateCustomRequest request) {
        return auth.custom(
                request.getAccount().getId(),
                attempt(
                        caller,
                        request.hasCreate() ? request.getCreate() : null,
                        request.getUsername(),
                        request.getAccount().getVarsMap()));
    }

    private Session email(Caller caller, AuthenticateEmailRequest request) {
        return auth.email(
                request.getAccount(),
                attempt(
                        caller,
                        request.hasCreate() ? request.getCreate() : null,
                        request.getUsername(),
                        request.getAccount().getVarsMap()));
    }

    private Session refresh(Caller caller, SessionRefreshRequest request) {
        return auth.refresh(request.getToken(), request.getVarsMap());
    }

    private Empty logOut(Caller caller, SessionLogoutRequest request) {
        auth.logOut(caller.userId(), request.getToken(), request.getRefreshToken());
        return Empty.getDefaultInstance();
    }

    private Empty linkDevice(Caller caller, AccountDevice request) {
        String id = Identifiers.device(request.getId());
        return answer(auth.logins().linkDevice(caller.userId(), id));
    }

    private Empty linkCustom(Caller caller, AccountCustom request) {
        String id = Identifiers.custom(request.getId());
        return link(caller, Provider.CUSTOM, id, null);
    }

    private Empty linkEmail(Caller caller, AccountEmail request) {
        String email = Identifiers.email(request.getEmail());
        return link(caller, Provider.EMAIL, email, auth.hash(request.getPassword()));
    }

    private Empty link(Caller caller, Provider provider, String id, @Nullable String password) {
        return answer(auth.logins().link(caller.userId(), provider, id, password, nowMicros()));
    }

    private Empty unlinkDevice(Caller caller, AccountDevice request) {
        if (request.getId().isEmpty()) {
            throw ApiException.invalidArgument("id: empty (expected: the device to unlink)");
        }
        return answer(auth.logins().unlinkDevice(caller.userId(), request.getId()));
    }

    private Empty unlinkCustom(Caller caller, AccountCustom request) {
        return unlink(caller, Provider.CUSTOM, request.getId());
    }

    private Empty unlinkEmail(Caller caller, AccountEmail request) {
        String email = request.getEmail();
        return unlink(
                caller,
                Provider.EMAIL,
                email.isEmpty() ? "" : email.toLowerCase(java.util.Locale.ROOT));
    }

    private Empty unlink(Caller caller, Provider provider, String id) {
        return answer(auth.logins().unlink(caller.userId(), provider, id, nowMicros()));
    }

    private static Empty answer(LoginStore.Change change) {
        return switch (change) {
            case DONE -> Empty.getDefaultInstance();
            case TAKEN ->
                    throw new ApiException(Code.ALREADY_EXISTS, "Id is linked to another user");
            case LAST ->
                    throw ApiException.permissionDenied(
                            "Cannot unlink the last identifier of an account");
            case MISMATCH ->
                    throw ApiException.permissionDenied("Id is not linked to this account");
        };
    }

    private long nowMicros() {
        return clock.nowMs() * 1000;
    }
}

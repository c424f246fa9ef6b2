package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.protocol.api.User;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Accounts as game code sees them. Blocks; safe from any virtual thread.
final class AccountDoor implements io.kaosnet.runtime.Accounts {
    private static final int MAX_RANDOM = 1000;

    private final Accounts accounts;

    AccountDoor(Accounts accounts) {
        this.accounts = accounts;
    }

    private static UUID user(String id) {
        return DoorCalls.uuid("user id", id);
    }

    private static List<UUID> all(List<String> ids) {
        List<UUID> all = new ArrayList<>(ids.size());
        for (String id : ids) {
            all.add(user(id));
        }
        return all;
    }

    @Override
    public Account get(String userId) {
        return call(() -> accounts.get(user(userId)));
    }

    @Override
    public List<Account> byIds(List<String> userIds) {
        return call(
                () -> {
                    List<Account> found = new ArrayList<>();
                    for (UUID id : all(userIds)) {
                        Account account = accounts.find(id);
                        if (account != null) {
                            found.add(account);
                        }
                    }
                    return found;
                });
    }

    @Override
    public void update(String userId, UpdateAccountRequest changes) {
        run(() -> accounts.update(user(userId), changes));
    }

    @Override
    public void setMetadata(String userId, String metadata) {
        run(() -> accounts.setMetadata(user(userId), metadata));
    }

    @Override
    public void delete(String userId) {
        run(() -> accounts.delete(user(userId)));
    }

    @Override
    public List<User> users(List<String> userIds) {
        return call(() -> accounts.users(all(userIds), List.of(), List.of()));
    }

    @Override
    public List<User> usersByName(List<String> usernames) {
        return call(() -> accounts.users(List.of(), usernames, List.of()));
    }

    @Override
    public List<User> random(int count) {
        return call(() -> accounts.random(DoorCalls.limit(count, 1, MAX_RANDOM)));
    }

    @Override
    public void ban(List<String> userIds) {
        run(() -> all(userIds).forEach(accounts::disable));
    }

    @Override
    public void unban(List<String> userIds) {
        run(() -> all(userIds).forEach(accounts::enable));
    }
}

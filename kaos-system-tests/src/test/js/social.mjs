// Friends, groups, chat and notifications as an SDK user meets them. Throws at the first thing that
// is not as expected.

import { check, failsWith, next } from "./expect.mjs";

export async function runSocial({ Client, host, port, format, adapter }) {
  const unique = format + Math.random().toString(36).slice(2, 10);
  const client = new Client("defaultkey", host, String(port), false);
  const steps = [];
  const login = (name) => client.authenticateCustom(`${name}-custom-${unique}`, true, `${name}-${unique}`);
  const [ann, bob, cid] = [await login("ann"), await login("bob"), await login("cid")];
  const open = async (session) => {
    const socket = client.createSocket(false, false, adapter?.());
    await socket.connect(session, true);
    // One answer: from then on the session is open for others too.
    await socket.followUsers([session.user_id]);
    return socket;
  };
  const annSocket = await open(ann);
  const bobSocket = await open(bob);

  // Friends.
  const asked = next(bobSocket, "onnotification", (n) => n.code === -2, "friend request");
  await client.addFriends(ann, [bob.user_id], ["cid-" + unique]);
  const request = await asked;
  check(request.sender_id === ann.user_id && request.content.username === "ann-" + unique, "who asks");
  const accepted = next(annSocket, "onnotification", (n) => n.code === -3, "friend accepted");
  await client.addFriends(bob, [ann.user_id]);
  await accepted;
  const friends = await client.listFriends(ann);
  check(friends.friends.length === 2 && friends.friends[0].state === 0, "a friend first");
  check(friends.friends[0].user.online && friends.friends[1].state === 1, "the friend online, the other asked");
  const page = await client.listFriends(ann, undefined, 1);
  const rest = await client.listFriends(ann, undefined, 1, page.cursor);
  check(rest.friends[0].user.id === cid.user_id && !rest.cursor, "the second page is the last");
  await client.blockFriends(cid, [ann.user_id]);
  check((await client.listFriends(ann)).friends.length === 1, "the request gone with the block");
  await failsWith(400, client.addFriends(ann, [ann.user_id]), "asking oneself");
  await failsWith(400, client.listFriends(ann, 9), "an unknown state");
  steps.push("friends");

  // Groups.
  const group = await client.createGroup(ann, { name: "group-" + unique, description: "d", open: false, max_count: 3 });
  check(group.open === false && group.edge_count === 1 && group.max_count === 3, "a closed group of one");
  await failsWith(409, client.createGroup(bob, { name: "group-" + unique }), "a taken name");
  const wants = next(annSocket, "onnotification", (n) => n.code === -5, "join request");
  await client.joinGroup(bob, group.id);
  check((await wants).content.group_id === group.id, "the group that is asked");
  await client.addGroupUsers(ann, group.id, [bob.user_id, cid.user_id]);
  await client.promoteGroupUsers(ann, group.id, [bob.user_id]);
  const members = await client.listGroupUsers(ann, group.id);
  check(members.group_users.map((m) => m.state).join() === "0,1,2", "all three by rank");
  await client.updateGroup(bob, group.id, { description: "changed" });
  await failsWith(404, client.updateGroup(cid, group.id, { description: "x" }), "a change by a member");
  const found = await client.listGroups(ann, "GROUP-" + unique.slice(0, 8) + "%", undefined, 10);
  check(found.groups.some((g) => g.id === group.id && g.description === "changed"), "the group by its name");
  const own = await client.listUserGroups(cid, cid.user_id);
  check(own.user_groups[0].state === 2 && own.user_groups[0].group.id === group.id, "the member's group");
  steps.push("groups");

  // Chat.
  const channel = await annSocket.joinChat(group.id, 3, true, false);
  check(channel.group_id === group.id, "the group's channel");
  await bobSocket.joinChat(group.id, 3, true, false);
  const heard = next(bobSocket, "onchannelmessage", (m) => m.code === 0, "message");
  const ack = await annSocket.writeChatMessage(channel.id, { text: "hello" });
  check(ack.message_id && ack.code === 0 && ack.persistent, "an ack");
  const message = await heard;
  check(message.content.text === "hello" && message.sender_id === ann.user_id, "what was said");
  const changed = next(bobSocket, "onchannelmessage", (m) => m.code === 1, "update");
  await annSocket.updateChatMessage(channel.id, ack.message_id, { text: "hi" });
  check((await changed).message_id === ack.message_id, "the changed message");
  let refusal;
  await bobSocket.removeChatMessage(channel.id, ack.message_id).catch((e) => (refusal = e));
  check(refusal?.code === 3, "removing another's message refused");
  const kicked = next(annSocket, "onchannelmessage", (m) => m.code === 6, "kick message");
  await client.kickGroupUsers(ann, group.id, [cid.user_id]);
  check((await kicked).sender_id === cid.user_id, "who was kicked");
  const history = await client.listChannelMessages(ann, channel.id, 10, false);
  check(history.messages.map((m) => m.code).join() === "6,0,7,4,4", "what was said and what happened, newest first");
  check(history.messages[1].content.text === "hi", "the changed text");
  await failsWith(400, client.listChannelMessages(cid, channel.id), "reading a group's chat from outside");
  const invited = next(bobSocket, "onnotification", (n) => n.code === -1, "invitation to chat");
  const direct = await annSocket.joinChat(bob.user_id, 2, true, false);
  await invited;
  check(direct.user_id_one && direct.user_id_two, "the two of the direct chat");
  const room = await annSocket.joinChat("room-" + unique, 1, false, true);
  await annSocket.writeChatMessage(room.id, { passing: true });
  check((await client.listChannelMessages(bob, room.id)).messages.length === 0, "nothing kept of what passes");
  await annSocket.leaveChat(room.id);
  steps.push("chat");

  // Notifications.
  const notices = await client.listNotifications(bob, 100);
  const codes = notices.notifications.map((n) => n.code).join();
  check(codes === "-2,-4,-1", "what was kept for bob, got " + codes);
  check((await client.listNotifications(bob, 100, notices.cacheable_cursor)).notifications.length === 0, "nothing new");
  await client.deleteNotifications(bob, [notices.notifications[0].id]);
  check((await client.listNotifications(bob, 100)).notifications.length === 2, "one less");
  await failsWith(400, client.deleteNotifications(bob, ["x"]), "an id that is none");
  steps.push("notifications");

  await client.deleteGroup(ann, group.id);
  annSocket.disconnect(false);
  bobSocket.disconnect(false);
  return steps;
}

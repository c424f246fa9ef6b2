/// Short cuts for the two messages that are most of a game's traffic: reading `match_data_send` and
/// writing `match_data`, in JSON and protobuf, without building an envelope.
///
/// A short cut is only a short cut: what it does not take (anything unusual and anything wrong) is
/// read by [io.kaosnet.protocol.json.MessageJson] or the generated parser, which also say what is
/// wrong. Where both take a message they agree; tests hold them to that. Owns no thread.
@NullMarked
package io.kaosnet.protocol.hot;

import org.jspecify.annotations.NullMarked;

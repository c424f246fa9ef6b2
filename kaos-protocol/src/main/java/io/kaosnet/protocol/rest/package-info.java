/// REST from the `google.api.http` options of the services: which route a request takes, and the
/// request message it carries.
///
/// Doors: [io.kaosnet.protocol.rest.Routes] (method and path to route) and
/// [io.kaosnet.protocol.rest.RequestReader] (path values, query and body to message). Owns no
/// thread; knows no server, no HTTP library and no status codes.
@NullMarked
package io.kaosnet.protocol.rest;

import org.jspecify.annotations.NullMarked;

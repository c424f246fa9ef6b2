// What the scenarios check with.

export function check(condition, what) {
  if (!condition) throw new Error("expected: " + what);
}

export async function failsWith(status, promise, what) {
  try {
    await promise;
  } catch (e) {
    check(e.status === status, `${what} to answer ${status}, got ${e.status ?? e}`);
    return e;
  }
  throw new Error("expected: " + what + " to fail with " + status);
}

/** Resolves with the first event for which `wanted` holds. */
export function next(socket, handler, wanted, what) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("no " + what + " in 10 s")), 10_000);
    socket[handler] = (event) => {
      if (wanted(event)) {
        clearTimeout(limit);
        resolve(event);
      }
    };
  });
}

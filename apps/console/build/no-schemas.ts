/**
 * Stands for `typebox` in the browser. The table of routes is built with schemas, of which the client reads none: it needs
 * method and path, and its types are gone by then. Leaving the library out saves an eighth of the first load.
 */
export default new Proxy({}, { get: () => () => ({}) });

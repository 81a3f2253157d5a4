/** Loaded before a program (`--import`), it makes the clock of the program a day fast. */
const DAY_MS = 24 * 3_600_000;
const today = Date.now;
const tomorrow = () => today() + DAY_MS;

globalThis.Date = new Proxy(Date, {
  construct: (date, given, caller) => Reflect.construct(date, given.length === 0 ? [tomorrow()] : given, caller),
  get: (date, name, receiver) => (name === 'now' ? tomorrow : Reflect.get(date, name, receiver)),
});

export { type FakeClock, fakeClock } from './fake-clock.ts';
export { fakeIds } from './fake-ids.ts';
export { startPostgres, type TestPostgres } from './postgres/start.ts';
export { until } from './until.ts';

import { describeEachCall } from './calls/each-call.ts';
import { migrateScenario } from './calls/migrate-scenario.ts';

describeEachCall({ migrating: migrateScenario });

import { describeEachCall } from './calls/each-call.ts';
import { repairScenario } from './calls/repair-scenario.ts';

describeEachCall({ repairing: () => repairScenario });

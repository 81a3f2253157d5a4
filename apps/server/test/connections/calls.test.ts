import { describeEachCall } from './calls/each-call.ts';
import { createScenario, deleteScenario, rotateScenario } from './calls/scenarios.ts';

describeEachCall({ creating: () => createScenario, rotating: rotateScenario, deleting: () => deleteScenario });

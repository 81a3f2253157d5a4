import { CheckList } from '../checks/check-list.tsx';
import { checksInWords } from '../checks/check-words.ts';
import { PlanList } from '../plan/plan-list.tsx';
import { planInWords } from '../plan/plan-words.ts';
import { TakeOver } from '../plan/take-over.tsx';
import classes from './create.module.css';
import { Outlook } from './outlook.tsx';
import type { Create } from './use-create.ts';
import type { Tested } from './use-test.ts';

/** Beside the form: in general what creating does, and after a test what it does here. */
export function TestResults({ create }: { create: Create }) {
  const { testing, values } = create;
  const { data: tested } = testing;
  return (
    <>
      <h2>What will happen</h2>
      <div role="status">
        {testing.isPending && <p className={classes.note}>Asking AWS. Nothing is changed …</p>}
        {tested && !testing.isPending && tested.values !== values && (
          <p className={classes.note}>Changed since this was tested. Test again.</p>
        )}
        {tested && !testing.isPending && <p className="sr-only">{checksInWords(tested.inspection.checks)}</p>}
      </div>
      {tested ? <Results create={create} tested={tested} /> : <Outlook values={values} />}
    </>
  );
}

function Results({ create, tested: { values, inspection, plan } }: { create: Create; tested: Tested }) {
  const fresh = values === create.values;
  return (
    <div className={classes.results}>
      <p className={classes.sum}>{checksInWords(inspection.checks)}</p>
      <CheckList checks={inspection.checks} />
      {plan && (
        <>
          <h2>In AWS</h2>
          <p className={classes.sum}>{planInWords(plan)}</p>
          <PlanList plan={plan} />
          {fresh && <TakeOver plan={plan} checked={create.takeOver} onChange={create.setTakeOver} />}
        </>
      )}
    </div>
  );
}

import { Facts } from '../../../ui/facts.tsx';
import { endpointRegion, regionName, roleAccount } from '../endpoint.ts';
import classes from './create.module.css';
import type { Values } from './fields.ts';

/** What the button will do, before it does it. */
export function Outlook({ values }: { values: Values }) {
  const region = endpointRegion(values.endpoint) ?? (values.region || undefined);
  const account = roleAccount(values.roleArn);
  return (
    <>
      <ol className={classes.outlook}>
        <li>
          <strong>Look.</strong> Key, endpoint and role are checked against each other. Nothing is changed yet; “Test”
          does this and no more.
        </li>
        <li>
          <strong>Create in your account.</strong> Two SNS topics, a subscription of this server to each, and three AWS
          IoT rules that run under your role.
        </li>
        <li>
          <strong>Prove it.</strong> A test message goes through AWS IoT and back, and its time is taken.
        </li>
        <li>
          <strong>Or undo it.</strong> If a step fails, everything that was made is removed again, and you are told why.
        </li>
      </ol>
      <Facts
        facts={[
          ['Region', region ? regionName(region) : 'follows from the endpoint'],
          ['AWS account', account ?? 'follows from the role'],
        ]}
      />
      <p className={classes.note}>
        Please leave these topics and rules alone afterwards: status depends on them. One account and region can have
        one connection.
      </p>
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { useProject } from '../people/use-project.ts';
import { LicenceList } from './licence-list.tsx';
import { LicenceNumbers } from './licence-numbers.tsx';
import { licenceNumbersQuery } from './queries.ts';

/** How many licences there are, how new devices get one, and who has one. */
export function LicencesPage() {
  const { projectId, manages } = useProject();
  const query = useQuery(licenceNumbersQuery(projectId));
  const register = (
    <LinkButton to="/p/$projectId/devices" params={{ projectId }} search={{ licensed: 'no' }}>
      Choose devices to register
    </LinkButton>
  );
  return (
    <Page
      title="Licences"
      wide
      lead="A licence covers one device: its status, its log, and files. Flows can be deployed without one."
      actions={manages && register}
    >
      <QueryView query={query} what="The licences could not be loaded">
        {(numbers) => (
          <>
            <LicenceNumbers projectId={projectId} numbers={numbers} manages={manages} />
            {numbers.items.length === 0 ? (
              <Empty title="No licence is registered yet">
                {numbers.registerNew
                  ? 'Each device gets one the first time that it speaks. Choose devices to register those that have not spoken yet.'
                  : 'Choose the devices whose status and log you want to see.'}
              </Empty>
            ) : (
              <LicenceList projectId={projectId} manages={manages} />
            )}
          </>
        )}
      </QueryView>
    </Page>
  );
}

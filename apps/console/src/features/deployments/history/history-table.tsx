import type { Deployment } from '@thingdock/api';
import type { PagesOf } from '../../../platform/pages/use-pages.ts';
import table from '../../../ui/table.module.css';
import { VirtualRows } from '../../../ui/virtual-rows.tsx';
import { DeploymentHead, DeploymentRow } from '../deployment-table.tsx';

/** The history as far as it is scrolled to. */
export function HistoryTable({ pages }: { pages: PagesOf<Deployment> }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <DeploymentHead compact={false} />
        <VirtualRows rows={pages.items} rowKey={({ id }) => id} onSeen={pages.see}>
          {(deployment, _index, measured) => (
            <DeploymentRow deployment={deployment} compact={false} measured={measured} />
          )}
        </VirtualRows>
      </table>
      {pages.items.length === 0 && <p className="dim">No deployment matches.</p>}
    </div>
  );
}

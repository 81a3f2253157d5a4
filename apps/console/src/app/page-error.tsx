import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Empty } from '../ui/empty.tsx';
import { LinkButton } from '../ui/link-button.tsx';
import { Failure } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';

/** Stands where a page would: the frame around it goes on working. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title="This page could not be shown">
      <Failure error={error} onRetry={again} />
    </Page>
  );
}

export function NotFound() {
  return (
    <Page title="Nothing here">
      <Empty
        title="There is no page at this address"
        action={<LinkButton to="/">Go to the devices</LinkButton>}
        picture="link"
      >
        The link may be old, or what it led to was deleted.
      </Empty>
    </Page>
  );
}

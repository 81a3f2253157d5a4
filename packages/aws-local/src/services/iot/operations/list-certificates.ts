import type { RestOperation } from '../../../stand-in.ts';
import { iotArn, realmOf } from '../names.ts';
import { MARKER_PAGES, page } from '../paging.ts';
import { certificates } from '../registry.ts';

export const listCertificates: RestOperation = {
  name: 'ListCertificates',
  method: 'GET',
  path: '/certificates',
  run(call, request) {
    const realm = realmOf(call);
    const all = certificates(call.standIn.store, realm).list();
    const { items, next } = page(request, MARKER_PAGES, all, ({ certificateId }) => certificateId);
    return {
      json: {
        certificates: items.map(({ certificateId, status, createdAt }) => ({
          certificateArn: iotArn(realm, 'cert', certificateId),
          certificateId,
          status,
          certificateMode: 'DEFAULT',
          creationDate: createdAt / 1000,
        })),
        ...(next && { nextMarker: next }),
      },
    };
  },
};

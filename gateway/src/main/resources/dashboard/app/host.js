// Who serves the page: a gateway, so that its socket is at the page's own host.

export const servedByGateway = true;

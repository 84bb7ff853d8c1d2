// Takes the place of host.js where the page is hosted by somebody else: there `?gateway=wss://…` names the gateway.

export const servedByGateway = false;

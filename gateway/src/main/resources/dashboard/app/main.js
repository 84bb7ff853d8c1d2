// The map of the page: what it is made of, in the order in which it starts, and who tells whom.

import { Connection, gatewayUrl, takeToken } from './connection.js';
import { World } from './state/world.js';
import { Stage } from './drawing/stage.js';
import { Labels } from './drawing/labels.js';
import { Hand } from './drawing/hand.js';
import { Page } from './page.js';
import { startTheme, onTheme } from './theme.js';
import { readAddress } from './address.js';
import { servedByGateway } from './host.js';
import { pause } from './steps.js';

const token = takeToken(location, history);
const wanted = readAddress(location);
startTheme(wanted.theme);

const world = new World();
const stage = new Stage(document.getElementById('canvas'), world);
const labels = new Labels(document.getElementById('labels'), stage);
const page = new Page(world, stage, labels, wanted);
const hand = new Hand(document.getElementById('stage'), stage, page);

const gateway = gatewayUrl(location, servedByGateway);
const connection = new Connection(gateway.url, gateway.own ? token : '', message => world.hear(message), () => page.soon());

globalThis.mind = { world, stage, page, connection }; // for the console, and for tests that look inside

await pause(); // each step a task of its own, so that none holds up the page for long
page.start(connection, hand);
onTheme(() => page.retheme());
hand.start();
connection.start();

await pause(); // the first words are there before the graphics context, which takes longest
page.openStage();

/** Jetty and Javalin: the routes, the dashboard's files, and the door that sockets come in by. */
package mind.gateway.http;

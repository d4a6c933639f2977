/* sockets.h: who looks at the session, and what each was told.
 *
 * Acks are coalesced: the first edit of a burst is acknowledged at once, later ones ACKS_MAX at a
 * time or at the pause, because a send costs the host more than everything the core does for a
 * keystroke. */
#ifndef SESSION_SOCKETS_H
#define SESSION_SOCKETS_H

#include "session/session.h"

#define CLOSE_REPLACED 4410
#define ACK_BURST_MS   1000 /* an edit after a silence this long is acknowledged at once */

/* The socket with this number, or NULL. */
struct socket *sockets_find(struct session *session, u32 id);

/* Takes a place for a socket; NULL when all are taken. A number that is known keeps its place. */
struct socket *sockets_add(struct session *session, u32 id, enum role role, u64 client);

void sockets_remove(struct session *session, u32 id);

/* Says which client a socket speaks for, and takes up the number of that client's last edit. */
void sockets_name(struct session *session, struct socket *socket, u64 client);

/* A client has one connection: an older one of it is dropped, and what still comes from it is not
 * heard. */
void sockets_replace(struct step *step, const struct socket *socket);

/* An edit of `socket` with this number (0: none) was applied. */
void sockets_applied(struct step *step, struct socket *socket, u32 number);

/* Acknowledges now what a socket, or all sockets, have sent. */
void sockets_ack(struct step *step, struct socket *socket);
void sockets_ack_all(struct step *step);

#endif

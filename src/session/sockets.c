#include "session/sockets.h"

#include "session/wire.h"

struct socket *sockets_find(struct session *session, u32 id)
{
    for (u32 i = 0; i < SOCKETS_MAX; i++)
        if (id && session->sockets[i].id == id) return &session->sockets[i];
    return NULL;
}

struct socket *sockets_add(struct session *session, u32 id, enum role role, u64 client)
{
    struct socket *socket = sockets_find(session, id);
    for (u32 i = 0; i < SOCKETS_MAX && !socket; i++)
        if (!session->sockets[i].id) socket = &session->sockets[i];
    if (!socket || !id) return NULL;
    if (socket->id != id) *socket = (struct socket){.id = id, .role = (u8)role};
    if (client) sockets_name(session, socket, client);
    return socket;
}

void sockets_remove(struct session *session, u32 id)
{
    struct socket *socket = sockets_find(session, id);
    if (socket) socket->id = 0;
}

static struct client *client_find(struct session *session, u64 client)
{
    for (u32 i = 0; i < CLIENTS_MAX; i++)
        if (client && session->clients[i].client == client) return &session->clients[i];
    return NULL;
}

/* The client's place, a free one, or that of the client that was silent longest. */
static struct client *client_place(struct session *session, u64 client)
{
    struct client *place = client_find(session, client);
    for (u32 i = 0; i < CLIENTS_MAX && !place; i++)
        if (!session->clients[i].client) place = &session->clients[i];
    if (place) return place;
    place = &session->clients[0];
    for (u32 i = 1; i < CLIENTS_MAX; i++)
        if (session->clients[i].used < place->used) place = &session->clients[i];
    return place;
}

void sockets_name(struct session *session, struct socket *socket, u64 client)
{
    const struct client *known = client_find(session, client);
    socket->client = client;
    socket->number = known ? known->number : 0;
}

void sockets_replace(struct step *step, const struct socket *socket)
{
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        struct socket *other = &step->session->sockets[i];
        if (!other->id || other == socket || !socket->client || other->client != socket->client)
            continue;
        wire_drop(step, other->id, CLOSE_REPLACED, FAULT_REPLACED);
        other->id = 0;
    }
}

void sockets_ack(struct step *step, struct socket *socket)
{
    socket->unacked = 0;
    socket->acked_ms = step->now_ms;
    wire_ack(step, socket);
}

void sockets_ack_all(struct step *step)
{
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        struct socket *socket = &step->session->sockets[i];
        if (socket->id && socket->unacked) sockets_ack(step, socket);
    }
}

void sockets_applied(struct step *step, struct socket *socket, u32 number)
{
    struct session *session = step->session;
    if (number) {
        socket->number = number;
        if (socket->client)
            *client_place(session, socket->client) =
                (struct client){socket->client, number, ++session->clock};
    }
    bool first = !socket->unacked && step->now_ms - socket->acked_ms >= ACK_BURST_MS;
    socket->unacked++;
    if (first || socket->unacked >= ACKS_MAX) sockets_ack(step, socket);
}

/* open: a socket was accepted, or (`again`) is still there after the object slept or an instance
 * was lost.
 *
 * Payload: JSON {role: owner | viewer, client?, rev?, hash?, again?}. The host has checked the
 * secret. With the revision and hash of what the client has, the welcome can leave the text out. */
#include "base/json.h"
#include "session/sockets.h"
#include "session/wire.h"

#define CLOSE_VIOLATION 1008
#define CLOSE_TOO_MANY  4409

static bool has_text(const struct session *session, struct text *text, const struct cJSON *root)
{
    i64 revision;
    struct str hash;
    if (!json_integer(json_get(root, "rev"), 0, UINT32_MAX, &revision)) return false;
    if (!json_string(json_get(root, "hash"), &hash)) return false;
    return revision == session->revision && wire_hash(hash) == text_hash_of(text);
}

static void tell_notice(struct step *step, u32 id)
{
    struct session *session = step->session;
    bool older = session->text.bytes || session->revision;
    if (session->notice)
        wire_error(step, id, older ? FAULT_RESTORED_OLDER : FAULT_RESTORED_EMPTY, NULL);
    session->notice = false;
}

void event_open(struct step *step, u32 id, struct str payload)
{
    struct session *session = step->session;
    enum json_fault fault;
    struct str role = {NULL, 0}, client = {NULL, 0};
    i64 again = 0;
    const struct cJSON *root = json_read(payload, step->arena, &fault);
    if (!root) { /* the host writes it, but client and hash are words of a stranger: half a
                    surrogate pair, or a NUL */
        wire_error(step, id, FAULT_BAD_FIELD, NULL);
        wire_drop(step, id, CLOSE_VIOLATION, FAULT_BAD_FIELD);
        return;
    }
    check(json_string(json_get(root, "role"), &role));
    json_string(json_get(root, "client"), &client);
    json_integer(json_get(root, "again"), 0, 1, &again);
    bool known = sockets_find(session, id) != NULL;
    bool owner = str_equal(role, STR("owner"));
    struct socket *socket =
        sockets_add(session, id, owner ? ROLE_OWNER : ROLE_VIEWER, known ? 0 : wire_client(client));
    if (!socket) {
        wire_error(step, id, FAULT_TOO_MANY_SOCKETS, NULL);
        wire_drop(step, id, CLOSE_TOO_MANY, FAULT_TOO_MANY_SOCKETS);
        return;
    }
    if (again && known) return;
    sockets_replace(step, socket);
    wire_welcome(step, socket, !has_text(session, &session->text, root));
    tell_notice(step, id);
}

/* start: a session begins, or goes on from what was stored.
 *
 * Payload: three u32 lengths, then as many bytes each: the configuration as JSON {session, seed,
 * models: ["…"], prices?, session_micro?, language?, sockets: [ids], alarm?, rebuilt?}, the newest
 * snapshot, and the one before it (either may be empty). `models` are asked in this order.
 * `language` is for a new session. `sockets` are those still open and `alarm` the time that the
 * host holds: the snapshot may be older than both. `rebuilt` says that an instance was lost while
 * sockets were open: what they sent since the save is gone, so they are asked to send it again. */
#include "base/json.h"
#include "session/call.h"
#include "session/setup.h"
#include "session/snapshot.h"
#include "session/wire.h"

enum restored { RESTORED_NEW, RESTORED_NEWEST, RESTORED_BEFORE, RESTORED_NOTHING };

static enum restored restore(struct session *session, struct str newest, struct str before)
{
    u8 *pool = session->text.pool;
    u32 slots = session->text.slot_count;
    session_init(session, pool, slots);
    if (!newest.bytes && !before.bytes) return RESTORED_NEW;
    if (snapshot_read(session, newest)) return RESTORED_NEWEST;
    session_init(session, pool, slots);
    if (snapshot_read(session, before)) return RESTORED_BEFORE;
    session_init(session, pool, slots);
    return RESTORED_NOTHING;
}

/* Sockets that the snapshot knows and the host does not were closed meanwhile. */
static void keep_sockets(struct session *session, const struct cJSON *open)
{
    for (u32 i = 0; i < SOCKETS_MAX; i++) {
        bool found = false;
        i64 id;
        for (const struct cJSON *e = json_first(open); e; e = json_next(e))
            found |= json_integer(e, 1, UINT32_MAX, &id) && (u32)id == session->sockets[i].id;
        if (!found) session->sockets[i].id = 0;
    }
}

/* {"name": value, …}: parameters that somebody tries (mentor replay --set). */
static void set_params(struct session *session, const struct cJSON *set)
{
    i64 value;
    for (const struct cJSON *e = json_member(set); e; e = json_next(e)) {
        struct str name = json_key(e);
        if (json_integer(e, INT32_MIN, INT32_MAX, &value))
            params_set(&session->params, (const char *)name.at, name.bytes, value);
    }
}

static void configure(struct step *step, const struct cJSON *root, bool is_new)
{
    struct session *session = step->session;
    struct str word;
    check(json_string(json_get(root, "session"), &word) && word.bytes &&
          word.bytes <= sizeof session->id);
    memcpy(session->id, word.at, word.bytes);
    session->id_bytes = (u8)word.bytes;
    if (json_string(json_get(root, "seed"), &word)) session->seed = wire_hash(word);
    i64 one;
    session->models = setup_models(json_get(root, "models"));
    setup_prices(session->prices, json_get(root, "prices"));
    session->day_micro_most = UINT64_MAX;
    if (json_integer(json_get(root, "session_micro"), 0, INT64_MAX / 2, &one))
        session->day_micro_most = (u64)one;
    session->explain = json_integer(json_get(root, "explain"), 1, 1, &one);
    set_params(session, json_get(root, "set"));
    session->armed_ms = 0;
    json_integer(json_get(root, "alarm"), 1, INT64_MAX / 2, &session->armed_ms);
    keep_sockets(session, json_get(root, "sockets"));
    if (!is_new) return;
    budget_init(&session->budget, &session->params, step->now_ms);
    if (!json_string(json_get(root, "language"), &word)) return;
    enum language language = language_find((const char *)word.at, word.bytes);
    if (language != LANGUAGE_COUNT) session->language = (u8)language;
}

static void note(struct step *step, enum restored restored, bool rebuilt)
{
    static const char *const WORDS[] = {"new", "newest", "before", "nothing"};
    struct buf *out = effect_begin(step->effects, EFFECT_NOTE, 0, 0);
    buf_put_text(out, "{\"what\":\"start\",\"restored\":");
    buf_json_string(out, str_of(WORDS[restored]));
    buf_put_text(out, rebuilt ? ",\"rebuilt\":true}" : ",\"rebuilt\":false}");
    effect_end(step->effects);
}

void event_start(struct step *step, struct str payload)
{
    struct session *session = step->session;
    enum json_fault fault;
    u32 lengths[3];
    i64 one;
    struct str head = str_take(&payload, sizeof lengths);
    check(head.bytes == sizeof lengths);
    memcpy(lengths, head.at, sizeof lengths);
    struct str config = str_take(&payload, lengths[0]), newest = str_take(&payload, lengths[1]),
               before = payload;
    check(before.bytes == lengths[2]);
    const struct cJSON *root = json_read(config, step->arena, &fault);
    check(root); /* the host writes it */
    enum restored restored = restore(session, newest, before);
    configure(step, root, restored == RESTORED_NEW || restored == RESTORED_NOTHING);
    session->started = true;
    session->notice |=
        restored == RESTORED_BEFORE || restored == RESTORED_NOTHING; /* an untold one is kept */
    if (session->parse ||
        session->look == LOOK_LOOKING) { /* the parse that was out will not come back */
        if (session->look == LOOK_LOOKING) session->look = LOOK_WAITING;
        session->changed = true;
        session->read_hash = 0;
    }
    session->parse = 0;
    call_lost(session);
    /* A snapshot of an older version knows no tokens: what it holds is where the learner goes on.
     */
    if (session->seen_count && !session->read_code) session->baseline = true;
    bool rebuilt = json_integer(json_get(root, "rebuilt"), 1, 1, &one);
    for (u32 i = 0; i < SOCKETS_MAX && rebuilt; i++)
        if (session->sockets[i].id) {
            session->sockets[i].refusing = REFUSING_ALL;
            wire_resync(step, session->sockets[i].id, 0);
        }
    note(step, restored, rebuilt);
}

#include "session/tips.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "session/lately.h"
#include "session/save.h"
#include "session/wire.h"

struct str tip_quote(struct text *text, u32 start, u32 end, u8 *memory)
{
    u32 stop = MIN(end, text_line_end(text, start));
    u32 bytes = MIN(stop - start, QUOTE_BYTES_MAX);
    text_copy(text, start, bytes, memory);
    struct str quote = {memory, bytes};
    if (bytes < stop - start)
        quote = utf8_cut(quote, utf8_check(quote)); /* the cut may have hit a character */
    while (quote.bytes && (quote.at[quote.bytes - 1] == ' ' || quote.at[quote.bytes - 1] == '\r'))
        quote.bytes--;
    return quote;
}

struct str tip_sentence(const struct tip *tip, const struct standing *standing, u8 *memory)
{
    struct buf out;
    buf_init(&out, memory, SENTENCE_BYTES_MAX);
    for (const char *at = tip->sentence; *at; at++) {
        u8 byte = (u8)*at;
        if (byte >= 1 && byte <= FINDING_SLOTS_MAX && byte <= standing->slot_count)
            buf_put(&out, standing->slots[byte - 1], standing->slot_bytes[byte - 1]);
        else buf_put_u8(&out, byte);
    }
    return buf_str(&out);
}

u8 tip_severity(const struct standing *standing)
{
    return standing->tip == TIP_NONE ? SEVERITY_IDEA : CATALOGUE[standing->tip].severity;
}

struct standing *tips_find(struct session *session, u32 id)
{
    for (u32 i = 0; i < TIPS_MAX; i++)
        if (id && session->tips[i].id == id) return &session->tips[i];
    return NULL;
}

u32 tips_count(const struct session *session)
{
    u32 count = 0;
    for (u32 i = 0; i < TIPS_MAX; i++) count += session->tips[i].id != 0;
    return count;
}

void tips_edit(struct step *step, struct edit edit)
{
    struct session *session = step->session;
    for (u32 i = 0; i < TIPS_MAX; i++) {
        struct standing *tip = &session->tips[i];
        if (!tip->id) continue;
        u32 cut_end = edit.at + edit.del;
        bool swallowed = edit.del && edit.at <= tip->start && cut_end >= tip->end;
        bool reached = edit.at < tip->end && cut_end > tip->start;
        bool inserted = !edit.del && edit.at > tip->start && edit.at < tip->end;
        /* An insertion at either end stays outside: typing before or behind the place is not a
         * change of it. */
        bool before = cut_end <= tip->start;
        u32 start = before ? tip->start - edit.del + edit.ins : MIN(tip->start, edit.at);
        if (swallowed) {
            tips_retire(step, tip, "moved");
            continue;
        }
        u32 end = tip->end;
        if (before) end = tip->end - edit.del + edit.ins;
        else if (edit.at < tip->end)
            end = cut_end >= tip->end ? edit.at : tip->end - edit.del + edit.ins;
        if (!before && edit.at <= tip->start && edit.del)
            start = edit.at + edit.ins; /* its front was cut away */
        tip->start = start;
        tip->end = MAX(end, start);
        tip->touched |= reached || inserted;
    }
}

bool tip_may_stand(struct text *text, u32 start, u32 end)
{
    u8 memory[QUOTE_BYTES_MAX];
    if (start >= end || !text_is_between(text, start) || !text_is_between(text, end)) return false;
    struct str quote = tip_quote(text, start, end, memory);
    for (usize i = 0; i < quote.bytes; i++)
        if (quote.at[i] > ' ') return true;
    return false;
}

void tips_settle(struct step *step)
{
    struct session *session = step->session;
    for (u32 i = 0; i < TIPS_MAX; i++) {
        struct standing *tip = &session->tips[i];
        if (tip->id && tip->touched && !tip_may_stand(&session->text, tip->start, tip->end))
            tips_retire(step, tip, "moved");
    }
}

static bool is_fix(const char *because)
{
    return because[0] == 'f';
}

void tips_retire(struct step *step, struct standing *standing, const char *because)
{
    struct session *session = step->session;
    const struct tip *praise = NULL;
    if (is_fix(because)) praise = catalogue_praise(session->praise_turn++);
    wire_gone(step, standing->id, because, str_of(praise ? praise->sentence : ""));
    standing->id = 0;
    save_touch(step);
}

/* The key under which a tip is muted for some code. It holds the tip's id, since numbers change
 * with the catalogue. */
static u64 mute_key(u16 tip, struct str quote)
{
    const char *id = tip == TIP_NONE ? "" : CATALOGUE[tip].id;
    return hash64(hash64(HASH64_START, str_of(id)), quote) | 1;
}

static u64 mute_key_at(struct text *text, u16 tip, u32 start, u32 end)
{
    u8 memory[QUOTE_BYTES_MAX];
    return mute_key(tip, tip_quote(text, start, end, memory));
}

static void mute(struct session *session, u64 key)
{
    session->muted[session->muted_next] = key;
    session->muted_next = (session->muted_next + 1) % MUTED_MAX;
}

static bool is_muted(const struct session *session, u64 key)
{
    for (u32 i = 0; i < MUTED_MAX; i++)
        if (session->muted[i] == key) return true;
    return false;
}

void tips_mute(struct session *session, const struct standing *standing)
{
    mute(session, mute_key_at(&session->text, standing->tip, standing->start, standing->end));
}

/* A name that may stand in a sentence of ours: one token of code, short, without a space or a
 * back-tick. */
static bool slot_fits(struct text *text, u32 at, u32 bytes)
{
    u8 name[SLOT_BYTES_MAX];
    if (!bytes || bytes > SLOT_BYTES_MAX) return false;
    text_copy(text, at, bytes, name);
    for (u32 i = 0; i < bytes; i++)
        if (name[i] <= ' ' || name[i] == '`' || name[i] == 0x7f) return false;
    return utf8_check((struct str){name, bytes}) == bytes;
}

/* The sandbox's word is not taken for it. */
static bool finding_fits(struct text *text, const struct finding *finding)
{
    if (finding->slot_count != CATALOGUE[finding->tip].slot_count) return false;
    if (!tip_may_stand(text, finding->start, finding->end)) return false;
    for (u32 i = 0; i < finding->slot_count; i++)
        if (!slot_fits(text, finding->slots[i].at, finding->slots[i].bytes)) return false;
    return true;
}

static void fill(struct session *session, struct standing *standing, const struct finding *finding)
{
    standing->start = finding->start;
    standing->end = finding->end;
    standing->touched = false;
    standing->slot_count = (u8)finding->slot_count;
    for (u32 i = 0; i < finding->slot_count; i++) {
        standing->slot_bytes[i] = (u8)finding->slots[i].bytes;
        text_copy(&session->text, finding->slots[i].at, finding->slots[i].bytes,
                  standing->slots[i]);
    }
}

/* The finding that a standing tip speaks about, or NULL: of the same tip, overlapping its place or
 * starting in it. */
static const struct finding *finding_of(struct session *session, const struct standing *standing,
                                        const struct outline *outline)
{
    for (u32 i = 0; i < outline->head->finding_count; i++) {
        const struct finding *finding = &outline->findings[i];
        bool meets = finding->start <= standing->end && finding->end >= standing->start;
        if (finding->tip == standing->tip && meets && finding_fits(&session->text, finding))
            return finding;
    }
    return NULL;
}

/* Were all findings of the text there to be seen? The plain lexer asks no queries, and of too many
 * some are left out. */
static bool has_all_findings(const struct outline *outline)
{
    return !(outline->head->flags & OUTLINE_LEXED) && outline->head->finding_count < FINDINGS_MAX;
}

static void review_one(struct step *step, struct standing *standing, const struct outline *outline)
{
    struct session *session = step->session;
    const struct tip *tip = standing->tip == TIP_NONE ? NULL : &CATALOGUE[standing->tip];
    if (!tip || !tip->has_query) {
        /* No query can confirm what a model said; when its code was changed, the tip has had its
         * say. */
        if (standing->touched) tips_retire(step, standing, "moved");
        return;
    }
    const struct finding *finding = finding_of(session, standing, outline);
    if (finding) {
        bool news =
            standing->touched || standing->start != finding->start || standing->end != finding->end;
        fill(session, standing, finding);
        if (news) wire_tip(step, standing);
    } else if (has_all_findings(outline) && outline_parses_at(outline, standing->start)) {
        tips_retire(step, standing, tip->severity == SEVERITY_PRAISE ? "moved" : "fixed");
    }
}

void tips_review(struct step *step, const struct outline *outline)
{
    for (u32 i = 0; i < TIPS_MAX; i++)
        if (step->session->tips[i].id) review_one(step, &step->session->tips[i], outline);
}

static bool stands(const struct session *session, u16 tip)
{
    for (u32 i = 0; i < TIPS_MAX; i++)
        if (session->tips[i].id && session->tips[i].tip == tip) return true;
    return false;
}

/* One occurrence of a tip stands at a time: the learner finds the others with what she learned. */
bool tips_may_say(struct session *session, const struct finding *finding)
{
    if (finding->tip >= CATALOGUE_COUNT || stands(session, finding->tip)) return false;
    const struct tip *tip = &CATALOGUE[finding->tip];
    if (!(tip->languages >> session->language & 1) || !finding_fits(&session->text, finding))
        return false;
    if (tip->severity == SEVERITY_PRAISE)
        return !tips_count(session) && !is_muted(session, mute_key(finding->tip, STR("")));
    return !is_muted(session,
                     mute_key_at(&session->text, finding->tip, finding->start, finding->end));
}

const struct finding *tips_choose(struct session *session, const struct outline *outline)
{
    const struct finding *best = NULL;
    u32 best_distance = 0;
    if (tips_count(session) == TIPS_MAX) return NULL;
    for (u32 i = 0; i < outline->head->finding_count; i++) {
        const struct finding *finding = &outline->findings[i];
        if (!tips_may_say(session, finding)) continue;
        u32 at = session->edited_at;
        u32 distance = at < finding->start ? finding->start - at
                       : at > finding->end ? at - finding->end
                                           : 0;
        u8 severity = CATALOGUE[finding->tip].severity;
        u8 best_severity = best ? CATALOGUE[best->tip].severity : SEVERITY_PRAISE + 1;
        if (severity > best_severity || (severity == best_severity && distance >= best_distance))
            continue;
        best = finding;
        best_distance = distance;
    }
    return best;
}

/* A free place; when there is none, that of the mildest tip, and of those the oldest: who has let
 * four tips stand is not helped by silence about the code that she writes now. */
static struct standing *free_place(struct session *session)
{
    struct standing *best = &session->tips[0];
    for (u32 i = 0; i < TIPS_MAX; i++) {
        struct standing *tip = &session->tips[i];
        if (!tip->id) return tip;
        u8 severity = tip_severity(tip), mildest = tip_severity(best);
        if (severity > mildest || (severity == mildest && tip->id < best->id)) best = tip;
    }
    return best;
}

static struct standing *make_room(struct step *step)
{
    struct standing *place = free_place(step->session);
    if (place->id) tips_retire(step, place, "older");
    return place;
}

void tips_say(struct step *step, const struct finding *finding)
{
    struct session *session = step->session;
    struct standing *place = make_room(step);
    u8 sentence[SENTENCE_BYTES_MAX];
    *place = (struct standing){.id = ++session->next_tip, .tip = finding->tip, .step = 1};
    fill(session, place, finding);
    if (CATALOGUE[finding->tip].severity == SEVERITY_PRAISE) {
        place->step = 0;
        mute(session, mute_key(finding->tip, STR("")));
    }
    lately_say(session, tip_sentence(&CATALOGUE[finding->tip], place, sentence));
    save_now(step);
    wire_tip(step, place);
}

/* Nothing else is said about the same place, nor was this dismissed there. */
bool tips_may_say_free(struct session *session, const struct free_tip *tip)
{
    if (!tip_may_stand(&session->text, tip->start, tip->end)) return false;
    if (tip->tip != TIP_NONE && stands(session, tip->tip)) return false;
    for (u32 i = 0; i < TIPS_MAX; i++) {
        const struct standing *other = &session->tips[i];
        if (other->id && other->start < tip->end && other->end > tip->start) return false;
    }
    return !is_muted(session, mute_key_at(&session->text, tip->tip, tip->start, tip->end));
}

void tips_say_free(struct step *step, const struct free_tip *tip, enum provider source)
{
    struct session *session = step->session;
    struct standing *place = make_room(step);
    struct own_words *own = &place->own;
    *place = (struct standing){.id = ++session->next_tip,
                               .tip = tip->tip,
                               .source = (u8)source,
                               .step = tip->tip != TIP_NONE,
                               .start = tip->start,
                               .end = tip->end};
    check(tip->text.bytes <= sizeof own->text && tip->concept.bytes <= sizeof own->concept);
    own->text_bytes = (u16)tip->text.bytes;
    own->concept_bytes = (u8)tip->concept.bytes;
    memcpy(own->text, tip->text.at, tip->text.bytes);
    if (tip->concept.bytes) memcpy(own->concept, tip->concept.at, tip->concept.bytes);
    lately_say(session, tip->text);
    save_now(step);
    wire_tip(step, place);
}

#include "syntax/tree.h"

#include <string.h>

#include "base/limits.h"
#include "syntax/bounds.h"
#include "syntax/heap.h"

struct reading {
    const u8 *text;
    u32 bytes;
    u64 ops_left;
    u64 work_end; /* heap_asked() at which it is too much */
};

static const char *read_text(void *payload, u32 at, TSPoint point, u32 *bytes)
{
    const struct reading *self = payload;
    (void)point;
    *bytes = at < self->bytes ? self->bytes - at : 0;
    return (const char *)self->text + MIN(at, self->bytes);
}

/* tree-sitter asks after every hundred operations; true ends the parse. */
static bool is_too_much(TSParseState *state)
{
    struct reading *self = state->payload;
    if (self->ops_left < 100 || heap_asked() > self->work_end || heap_is_tight()) return true;
    self->ops_left -= 100;
    return false;
}

static TSTree *parse(const struct grammar_facts *facts, const u8 *text, u32 bytes)
{
    struct reading reading = {
        .text = text,
        .bytes = bytes,
        .ops_left = PARSE_OPS_BASE + (u64)bytes * PARSE_OPS_PER_BYTE,
        .work_end = heap_asked() + PARSE_WORK_BASE + (u64)bytes * PARSE_WORK_PER_BYTE,
    };
    TSParser *parser = ts_parser_new();
    check(ts_parser_set_language(parser, facts->language));
    TSInput input = {.payload = &reading, .read = read_text, .encoding = TSInputEncodingUTF8};
    TSParseOptions options = {.payload = &reading, .progress_callback = is_too_much};
    return ts_parser_parse_with_options(parser, NULL, input, options);
}

/* The cursor's node, into the array. Returns how many children it has. */
static u32 append(struct tree *self, const TSTreeCursor *cursor, u32 parent, u32 depth)
{
    TSNode source = ts_tree_cursor_current_node(cursor);
    struct node *node = &self->nodes[self->count];
    bool named = ts_node_is_named(source);
    bool missing = ts_node_is_missing(source);
    *node = (struct node){
        .id = source.id,
        .start = ts_node_start_byte(source),
        .end = ts_node_end_byte(source),
        .parent = parent,
        .skip = self->count + 1,
        .symbol = ts_node_symbol(source),
        .field = ts_tree_cursor_current_field_id(cursor),
    };
    node->flags =
        (u16)((named ? NODE_NAMED : 0) | (ts_node_has_error(source) || missing ? NODE_TAINTED : 0) |
              (missing || ts_node_is_error(source) ? NODE_BROKEN : 0) |
              (depth >= TREE_DEPTH_MAX ? NODE_DEEP : 0));
    if (parent != TREE_NOWHERE)
        node->links = grammar_links(self->facts, self->nodes[parent].symbol, node->field, named);
    if (node->flags & NODE_BROKEN) {
        if (self->error_count++ == 0) self->error_at = node->start;
    }
    if (node->flags & NODE_DEEP) self->unfit = true;
    const struct node *before = node - 1;
    bool crowding =
        !named && self->count > 0 && before->parent == parent && !(before->flags & NODE_NAMED);
    self->crowd = crowding ? self->crowd + 1 : 0;
    if (self->crowd > CROWD_MAX) self->unfit = true;
    self->count++;
    return ts_node_child_count(source);
}

static bool make_room(struct tree *self, u32 *room)
{
    if (self->count < *room) return true;
    if (*room >= TREE_NODES_MAX || heap_is_tight()) return false;
    *room = MIN(MAX(*room * 2, 1024u), TREE_NODES_MAX);
    self->nodes = heap_resize(self->nodes, *room * sizeof(struct node));
    return true;
}

/* A cursor that looks for a sibling where there is none climbs through every hidden node around:
 * that took a sixth of the time here, so the children are counted. */
static bool flatten(struct tree *self)
{
    u32 left[TREE_DEPTH_MAX + 1] = {0}; /* by depth: children still to come */
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(self->source));
    u32 room = 0, depth = 0, parent = TREE_NOWHERE;
    for (;;) {
        if (!make_room(self, &room)) return false;
        u32 node = self->count;
        u32 children = append(self, &cursor, parent, depth);
        if (children && depth < TREE_DEPTH_MAX && ts_tree_cursor_goto_first_child(&cursor)) {
            parent = node;
            left[++depth] = children - 1;
            continue;
        }
        while (!left[depth] || !ts_tree_cursor_goto_next_sibling(&cursor)) {
            if (parent == TREE_NOWHERE) return true;
            self->nodes[parent].skip = self->count;
            parent = self->nodes[parent].parent;
            depth--;
            ts_tree_cursor_goto_parent(&cursor);
        }
        left[depth]--;
    }
}

bool tree_parse(struct tree *self, const struct grammar_facts *facts, const u8 *text, u32 bytes)
{
    *self =
        (struct tree){.facts = facts, .text = text, .text_bytes = bytes, .error_at = TREE_NOWHERE};
    self->source = parse(facts, text, bytes);
    return self->source && flatten(self);
}

u32 tree_find(const struct tree *self, TSNode node)
{
    u32 start = ts_node_start_byte(node), low = 0, high = self->count;
    while (low < high) {
        u32 middle = low + (high - low) / 2;
        if (self->nodes[middle].start < start) low = middle + 1;
        else high = middle;
    }
    for (; low < self->count && self->nodes[low].start == start; low++)
        if (self->nodes[low].id == node.id) return low;
    return TREE_NOWHERE;
}

u32 node_next_sibling(const struct tree *self, u32 node)
{
    u32 parent = self->nodes[node].parent, next = self->nodes[node].skip;
    if (parent == TREE_NOWHERE || next >= self->nodes[parent].skip) return TREE_NOWHERE;
    return next;
}

u32 node_ancestor(const struct tree *self, u32 node, u32 roles)
{
    for (u32 at = self->nodes[node].parent; at != TREE_NOWHERE; at = self->nodes[at].parent)
        if (node_roles(self, at) & roles) return at;
    return TREE_NOWHERE;
}

static bool is_blank(u8 byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

bool node_same_text(const struct tree *self, u32 a, u32 b)
{
    const u8 *x = node_text(self, a), *y = node_text(self, b);
    const u8 *x_end = self->text + self->nodes[a].end, *y_end = self->text + self->nodes[b].end;
    for (;;) {
        while (x < x_end && is_blank(*x)) x++;
        while (y < y_end && is_blank(*y)) y++;
        if (x == x_end || y == y_end) return x == x_end && y == y_end;
        if (*x++ != *y++) return false;
    }
}

bool node_is_text(const struct tree *self, u32 node, const char *word, usize bytes)
{
    return node_bytes(self, node) == bytes && memcmp(node_text(self, node), word, bytes) == 0;
}

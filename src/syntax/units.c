#include "syntax/units.h"

#include "base/hash.h"
#include "syntax/numbers.h"
#include "syntax/plain.h"

#define CALL_WEIGHT       2u
#define NAME_SEARCH_NODES 24u

struct cutting {
    struct writer *writer;
    const struct tree *tree;
    const struct scopes *scopes;
    u32 ends[OUTLINE_DEPTH_MAX];   /* of the open units: the node number after them */
    u32 blocks[OUTLINE_DEPTH_MAX]; /* of the open blocks without braces, likewise */
    u32 block_depth;
    u32 outer; /* node of the outermost open function or class, or TREE_NOWHERE */
    struct numbers local, file;
    u16 field_name, field_key, field_type, field_body;
};

static bool is_code(const struct tree *tree, u32 node)
{
    return (tree->nodes[node].flags & NODE_NAMED) && !(node_roles(tree, node) & ROLE(COMMENT));
}

static bool has_child(const struct tree *tree, u32 node, u32 roles, u16 field)
{
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip)
        if ((node_roles(tree, i) & roles) || (field && tree->nodes[i].field == field)) return true;
    return false;
}

/* Rust and Go wrap an `if` in a statement of its own: the wrapping says nothing. */
static bool is_wrapping(const struct tree *tree, u32 node)
{
    u32 only = TREE_NOWHERE;
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip) {
        if (!is_code(tree, i)) continue;
        if (only != TREE_NOWHERE) return false;
        only = i;
    }
    if (only == TREE_NOWHERE) return false;
    return node_roles(tree, only) &
           (ROLE(BRANCH) | ROLE(LOOP) | ROLE(LEAVE) | ROLE(FUNCTION) | ROLE(CLASS));
}

/* The kind of unit that a node opens, or 0. */
static u32 kind_of(const struct cutting *self, u32 node)
{
    const struct tree *tree = self->tree;
    u32 roles = node_roles(tree, node), parent = tree->nodes[node].parent;
    if (!(tree->nodes[node].flags & NODE_NAMED) || parent == TREE_NOWHERE ||
        (roles & ROLE(COMMENT)))
        return 0;
    bool in_block = node_roles(tree, parent) & ROLE(BLOCK);
    if (tree->nodes[node].links & LINK(INLINE)) return 0;
    if (roles & ROLE(FUNCTION)) return UNIT_FUNCTION;
    if ((roles & ROLE(LAMBDA)) && has_child(tree, node, ROLE(BLOCK), 0)) return UNIT_FUNCTION;
    if ((roles & ROLE(LAMBDA)) && !in_block) return 0;
    if ((roles & ROLE(CLASS)) && (in_block || has_child(tree, node, ROLE(BLOCK), self->field_body)))
        return UNIT_CLASS;
    if (roles & ROLE(BRANCH)) return UNIT_BRANCH;
    if (roles & ROLE(LOOP)) return UNIT_LOOP;
    if (roles & ROLE(LEAVE)) return UNIT_LEAVE;
    if (roles & ROLE(DECLARE)) return UNIT_DECLARE;
    if ((roles & ROLE(STATEMENT)) || in_block) return is_wrapping(tree, node) ? 0 : UNIT_STATEMENT;
    return 0;
}

/* The first name at or inside of `node` within a few steps: down declarators, and to the end of
 * a::b. */
static u32 name_in(const struct tree *tree, u32 node)
{
    u32 found = TREE_NOWHERE, end = MIN(tree->nodes[node].skip, node + NAME_SEARCH_NODES);
    for (u32 i = node; i < end;) {
        u32 roles = node_roles(tree, i);
        bool opaque = tree->nodes[i].links & LINK(OPAQUE);
        if (!opaque && (roles & ROLE(NAME)) && node_is_leaf(tree, i)) found = i;
        if (found != TREE_NOWHERE && !(node_roles(tree, tree->nodes[i].parent) & ROLE(ACCESS)))
            return found;
        i = opaque ? tree->nodes[i].skip : i + 1;
    }
    return found;
}

#define LINKS_OF_BINDINGS (LINK(BIND) | LINK(BIND_OUT) | LINK(MEMBER_BIND))

/* The first child that binds a name or stands in one of two fields (0: none), or TREE_NOWHERE. */
static u32 naming_child(const struct tree *tree, u32 node, u16 links, u16 field, u16 other)
{
    for (u32 i = node + 1; i < tree->nodes[node].skip; i = tree->nodes[i].skip) {
        u16 at = tree->nodes[i].field;
        if ((tree->nodes[i].links & links) || (at && (at == field || at == other))) return i;
    }
    return TREE_NOWHERE;
}

/* The name of a unit: its field, what it binds, or what a lambda is bound to. */
static u32 name_of(const struct cutting *self, u32 node)
{
    const struct tree *tree = self->tree;
    u32 from = node, roles = node_roles(tree, node);
    if (roles & ROLE(LAMBDA)) {
        from = tree->nodes[node].parent;
        bool is_value = tree->nodes[node].links & LINK(VALUE);
        if (!is_value && !has_child(tree, from, 0, self->field_key)) return TREE_NOWHERE;
    }
    u32 child = naming_child(tree, from, LINKS_OF_BINDINGS, self->field_name, self->field_key);
    if (child == TREE_NOWHERE && (roles & ROLE(CLASS))) /* impl Shape for Circle */
        child = naming_child(tree, from, 0, self->field_type, 0);
    u32 end = MIN(tree->nodes[from].skip, from + NAME_SEARCH_NODES);
    bool search = child == TREE_NOWHERE && (roles & (ROLE(DECLARE) | ROLE(CLASS)));
    for (u32 i = from + 1; search && i < end && child == TREE_NOWHERE; i++)
        if (tree->nodes[i].links & LINKS_OF_BINDINGS) child = i;
    return child == TREE_NOWHERE ? child : name_in(tree, child);
}

static void close_until(struct cutting *self, u32 node)
{
    struct writer *writer = self->writer;
    while (writer->depth > 0 && self->ends[writer->depth - 1] <= node) writer_close(writer);
}

static void open(struct cutting *self, u32 node, u32 kind)
{
    const struct tree *tree = self->tree;
    bool outer = kind == UNIT_FUNCTION || kind == UNIT_CLASS;
    if (outer && (self->outer == TREE_NOWHERE || node >= tree->nodes[self->outer].skip)) {
        self->outer = node;
        numbers_restart(&self->local);
    }
    if (!writer_open(self->writer, (enum unit_kind)kind, tree->nodes[node].start,
                     tree->nodes[node].end))
        return;
    self->ends[self->writer->depth - 1] = tree->nodes[node].skip;
    u32 name = kind == UNIT_FUNCTION || kind == UNIT_CLASS || kind == UNIT_DECLARE
                   ? name_of(self, node)
                   : TREE_NOWHERE;
    if (name != TREE_NOWHERE)
        writer_name(self->writer, tree->nodes[name].start, node_bytes(tree, name));
}

/* The hash of a name in the shape: its number where it is bound nearby, itself where it comes from
 * elsewhere. */
static u64 shape_of(struct cutting *self, u32 node, u64 exact)
{
    const struct tree *tree = self->tree;
    bool inside = self->outer != TREE_NOWHERE && node < tree->nodes[self->outer].skip;
    u64 hash = scopes_key(tree, node, exact);
    if (inside && scopes_binds(self->scopes, hash, self->outer, tree->nodes[self->outer].skip))
        return numbers_hash(&self->local, hash);
    if (scopes_binds(self->scopes, hash, 0, tree->count)) return numbers_hash(&self->file, hash);
    return exact;
}

/* Is this sign written or left out as one likes? */
static bool is_optional(const struct cutting *self, u32 node)
{
    const struct tree *tree = self->tree;
    u8 sign = node_bytes(tree, node) == 1 ? node_text(tree, node)[0] : 0;
    u32 parent = tree->nodes[node].parent, next = node_next_sibling(tree, node);
    if (sign == ';')
        return tree->facts->grammar->free_semicolons && !(node_roles(tree, parent) & ROLE(LOOP));
    if (sign != ',' || next == TREE_NOWHERE) return false;
    while (next != TREE_NOWHERE && (node_roles(tree, next) & ROLE(COMMENT)))
        next = node_next_sibling(tree, next);
    if (next == TREE_NOWHERE || node_bytes(tree, next) != 1 ||
        !strchr(")]}", node_text(tree, next)[0]))
        return false;
    u32 before = 0; /* a comma after its only element makes a tuple, and stays */
    for (u32 i = parent + 1; i < node; i = tree->nodes[i].skip) before += is_code(tree, i);
    const char *type = ts_language_symbol_name(tree->facts->language, tree->nodes[parent].symbol);
    return before > 1 || !strstr(type, "tuple");
}

/* The text of a macro comes as one piece: the plain lexer cuts it. */
static void write_raw(struct cutting *self, u32 node)
{
    struct lexer lexer = {.text = {node_text(self->tree, node), node_bytes(self->tree, node)},
                          .comments = COMMENT_C};
    for (enum lexeme lexeme; (lexeme = lexer_next(&lexer)) != LEXEME_END;) {
        struct str token = {lexer.text.at + lexer.start, lexer.end - lexer.start};
        enum token_class class = token_class_of(token);
        if (lexeme == LEXEME_NUMBER) class = TOKEN_LITERAL;
        if (lexeme == LEXEME_STRING) class = TOKEN_STRING;
        u64 exact = hash64(HASH64_START, token);
        writer_token(self->writer, class, exact, exact);
    }
}

/* Does this type of a literal hold text? Then its letters are not the program's. */
static bool is_string(const struct tree *tree, u32 node)
{
    const char *type = ts_language_symbol_name(tree->facts->language, tree->nodes[node].symbol);
    return strstr(type, "string") || strstr(type, "content") || strstr(type, "fragment");
}

/* `<` and `>` compare in an expression and are brackets elsewhere. */
static bool is_bracket(const struct tree *tree, u32 node, struct str text)
{
    if (text.at[0] != '<' && text.at[0] != '>') return false;
    u32 parent = tree->nodes[node].parent;
    if (text.bytes > 1 || parent == TREE_NOWHERE) return false;
    const char *type = ts_language_symbol_name(tree->facts->language, tree->nodes[parent].symbol);
    return !strstr(type, "binary") && !strstr(type, "comparison") && !strstr(type, "ERROR");
}

static void write_token(struct cutting *self, u32 node)
{
    const struct tree *tree = self->tree;
    u32 roles = node_roles(tree, node);
    struct str text = {node_text(tree, node), node_bytes(tree, node)};
    if (text.bytes == 0 || (text.bytes == 1 && text.at[0] == '\n')) return;
    if (tree->nodes[node].start >= self->writer->head->text_bytes) return; /* a bracket of ours */
    if (roles & ROLE(RAW)) {
        write_raw(self, node);
        return;
    }
    u64 exact = hash64(HASH64_START, text), shape = exact;
    enum token_class class;
    if (roles & ROLE(NAME)) {
        class = TOKEN_NAME;
        shape = shape_of(self, node, exact);
    } else if (roles & ROLE(LITERAL)) {
        class = is_string(tree, node) ? TOKEN_STRING : TOKEN_LITERAL;
    } else {
        class = is_bracket(tree, node, text) ? TOKEN_PUNCTUATION : token_class_of(text);
        if (class == TOKEN_PUNCTUATION && is_optional(self, node)) return;
    }
    writer_token(self->writer, class, exact, shape);
}

/* Where blocks have no braces, their ends are tokens all the same: a line that moves into a block
 * or out of it means something else. */
static void write_edges(struct cutting *self, u32 node)
{
    const struct tree *tree = self->tree;
    u64 end = hash64(HASH64_START, STR("}"));
    while (self->block_depth > 0 && self->blocks[self->block_depth - 1] <= node) {
        self->block_depth--;
        writer_edge(self->writer, TOKEN_PUNCTUATION, end);
    }
    bool opens = !tree->facts->grammar->closing && (node_roles(tree, node) & ROLE(BLOCK)) &&
                 tree->nodes[node].parent != TREE_NOWHERE;
    if (opens && self->block_depth < OUTLINE_DEPTH_MAX)
        self->blocks[self->block_depth++] = tree->nodes[node].skip;
}

/* Is the node one token: a leaf, or a literal without code inside? */
static bool is_token(const struct tree *tree, u32 node)
{
    if (node_is_leaf(tree, node)) return true;
    return (node_roles(tree, node) & ROLE(LITERAL)) && !has_child(tree, node, ROLE(HOLE), 0);
}

void units_write(struct writer *writer, const struct tree *tree, const struct scopes *scopes)
{
    struct cutting self = {.writer = writer, .tree = tree, .scopes = scopes, .outer = TREE_NOWHERE};
    const TSLanguage *language = tree->facts->language;
    self.field_name = ts_language_field_id_for_name(language, "name", 4);
    self.field_key = ts_language_field_id_for_name(language, "key", 3);
    self.field_type = ts_language_field_id_for_name(language, "type", 4);
    self.field_body = ts_language_field_id_for_name(language, "body", 4);
    numbers_init(&self.local, scopes->count);
    numbers_init(&self.file, scopes->count);
    for (u32 i = 0; i < tree->count;) {
        close_until(&self, i);
        if (node_roles(tree, i) & ROLE(COMMENT)) {
            i = tree->nodes[i].skip;
            continue;
        }
        u32 kind = kind_of(&self, i);
        if (kind) open(&self, i, kind);
        write_edges(&self, i);
        if (tree->nodes[i].flags & NODE_BROKEN) writer_broken(writer);
        if (tree->nodes[i].links & LINK(CALLEE)) writer_weigh(writer, CALL_WEIGHT);
        bool token = is_token(tree, i);
        if (token) write_token(&self, i);
        i = token ? tree->nodes[i].skip : i + 1;
    }
}

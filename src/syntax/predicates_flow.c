/* Predicates about where control goes. */
#include "syntax/asking.h"
#include "syntax/flow.h"

static enum flow flow_at(struct asking *self)
{
    return flow_of(self->tree, ask_node(self, 0), self->match->steps_left);
}

enum answer ask_leaves(struct asking *self)
{
    enum flow flow = flow_at(self);
    return flow == FLOW_UNSURE ? ANSWER_UNSURE : answer_if(flow == FLOW_STOPS);
}

enum answer ask_runs_on(struct asking *self)
{
    enum flow flow = flow_at(self);
    return flow == FLOW_UNSURE ? ANSWER_UNSURE : answer_if(flow == FLOW_RUNS_ON);
}

/* Does the function's own code return a value somewhere? */
static bool returns_value(struct asking *self, u32 body)
{
    const struct tree *tree = self->tree;
    for (u32 i = body + 1; i < tree->nodes[body].skip && ask_pay(self);) {
        if (node_roles(tree, i) & ROLE(RETURN)) {
            for (u32 child = i + 1; child < tree->nodes[i].skip; child = tree->nodes[child].skip)
                if ((tree->nodes[child].flags & NODE_NAMED) &&
                    !(node_roles(tree, child) & ROLE(COMMENT)))
                    return true;
        }
        i = node_roles(tree, i) & ROLES_OF_FUNCTIONS ? tree->nodes[i].skip : i + 1;
    }
    return false;
}

/* A body that returns a value on one path and runs past its end on another. */
enum answer ask_falls_through_end(struct asking *self)
{
    u32 body = ask_node(self, 0);
    if (self->tree->nodes[body].flags & NODE_TAINTED) return ANSWER_UNSURE;
    if (!returns_value(self, body)) return ANSWER_NO;
    return ask_runs_on(self);
}

/* Phase 5: circles of attention, the search of every freelancer with free hours, and proposals laid at their posts. */
#include "proposing.h"

static void put_on_list(Circles *c, int64_t circle, int64_t kind, int64_t rank, bool put) {
    int64_t at = LISTS * circle + kind;
    if (put) c->ranks[c->free[at]++] = (int32_t)rank;
    else c->first[at + 1]++;
}

static void walk_lists(Market *m, bool put) {
    Circles *c = &m->circles;
    const World *w = &m->world;
    for (int64_t rank = 0; rank < c->n; rank++) {
        int64_t post = m->open_posts[c->place_of[rank]], specialty = m->posts.specialty[post];
        int64_t ai = m->posts.ai_related[post], kind = 2 * m->posts.level[post] + ai;
        int64_t category = w->category_of[specialty];
        put_on_list(c, specialty, kind, rank, put);
        put_on_list(c, c->subcategories + w->subcategory_of[specialty], kind, rank, put);
        put_on_list(c, c->categories + category, kind, rank, put);
        if (!ai) continue;
        for (int64_t other = 0; other < w->n_categories; other++) {
            bool within_reach = w->ai_related_label[specialty] || other == category;
            if (within_reach) put_on_list(c, c->ai_related + other, kind, rank, put);
        }
    }
}

static void lay_out_circles(Market *m) {
    Circles *c = &m->circles;
    int64_t n = m->n_open, n_lists;
    c->n = n;
    c->subcategories = m->world.n_specialties;
    c->categories = c->subcategories + m->world.n_subcategories;
    c->ai_related = c->categories + m->world.n_categories;
    n_lists = LISTS * (c->ai_related + m->world.n_categories);
    if (n + 1 > c->room) {
        c->room = n + n / 4 + 1024;
        c->place_of = moved_to(c->place_of, 0, (size_t)c->room * sizeof *c->place_of);
        c->bucket = moved_to(c->bucket, 0, (size_t)c->room * sizeof *c->bucket);
        c->points = moved_to(c->points, 0, 3 * (size_t)c->room * sizeof *c->points);
    }
    double *position = c->points + c->room;
    int64_t *need = (int64_t *)(c->points + 2 * c->room);
    for (int64_t k = 0; k < n; k++) {
        position[k] = m->posts.position[m->open_posts[k]];
        need[k] = m->posts.need_id[m->open_posts[k]];
    }
    order_of(n, position, need, c->place_of, c->bucket);
    for (int64_t rank = 0; rank < n; rank++) c->points[rank] = position[c->place_of[rank]];
    memset(c->first, 0, (size_t)(n_lists + 1) * sizeof *c->first);
    walk_lists(m, false);
    for (int64_t at = 0; at < n_lists; at++) c->first[at + 1] += c->first[at];
    memcpy(c->free, c->first, (size_t)n_lists * sizeof *c->free);
    MAKE_ROOM(c->ranks, 0, c->first[n_lists], c->ranks_room);
    walk_lists(m, true);
}

/* Rank of the first post at or behind a point of the circle; n when the point lies behind all. */
static inline int64_t rank_at(const Circles *c, double u) {
    int64_t rank = c->bucket[(int64_t)(u * (double)c->n)];
    while (rank > 0 && c->points[rank - 1] >= u) rank--;
    while (rank < c->n && c->points[rank] < u) rank++;
    return rank;
}

/* By halves without branches, which nobody could foresee. */
static inline int64_t lower_bound(const int32_t *ranks, int64_t first, int64_t end, int64_t rank) {
    const int32_t *low = ranks + first;
    for (int64_t size = end - first; size > 0;) {
        int64_t half = (size + 1) / 2;
        low += low[half - 1] < rank ? half : 0;
        size -= half;
    }
    return low - ranks;
}

/* The first rank of a list from `rank` on, going round once from `start`; start + n when there is none. */
static inline int64_t next_on_list(const Circles *c, int64_t at, int64_t start, int64_t rank) {
    int64_t n = c->n, first = c->first[at], end = c->first[at + 1], low;
    if (first == end) return start + n;
    if (rank < n) {
        low = lower_bound(c->ranks, first, end, rank);
        if (low < end) return c->ranks[low];
        low = first;
    } else {
        low = lower_bound(c->ranks, first, end, rank - n);
    }
    if (low == end) return start + n;
    int64_t found = c->ranks[low] + n;
    return found < start + n ? found : start + n;
}

/* Where a freelancer's proposals of this week are written: from `start` to before `n`. */
typedef struct { int64_t row, start, n; int levels; } Searcher;

static bool has_proposed(const Market *m, const Searcher *who, int64_t place) {
    const Held *held = &m->held;
    for (int64_t i = held->first[place]; i < held->first[place + 1]; i++) {
        if (held->offers[i].freelancer == who->row) return true;
    }
    for (int64_t i = who->start; i < who->n; i++) {
        if (held->offers[i].place == place) return true;
    }
    return false;
}

static int64_t next_on(const Market *m, const Searcher *who, int64_t circle, int64_t point) {
    const Circles *c = &m->circles;
    int kinds = 1 + m->people.ai_adopted[who->row];
    for (int64_t rank = point;;) {
        int64_t nearest = point + c->n;
        for (int level = 0; level < N_LEVELS; level++) {
            if (!(who->levels >> level & 1)) continue;
            for (int ai = 0; ai < kinds; ai++) {
                int64_t next = next_on_list(c, LISTS * circle + 2 * level + ai, point, rank);
                nearest = next < nearest ? next : nearest;
            }
        }
        if (nearest >= point + c->n) return -1;
        int64_t found = nearest >= c->n ? nearest - c->n : nearest;
        if (!has_proposed(m, who, c->place_of[found])) return found;
        rank = nearest + 1;
    }
}

/* Rank of the post a freelancer looks at: AI-related ones by luck, then the own specialty, then wider. */
static int64_t look(const Market *m, const Searcher *who, int64_t number) {
    const Circles *c = &m->circles;
    const World *w = &m->world;
    int64_t specialty = m->people.specialty[who->row], category = w->category_of[specialty];
    int64_t found, circle = c->ai_related + category;
    Words luck = random_block(m->seed, LOOK_FOR_A_POST, m->week, m->people.freelancer_id[who->row], number);
    int64_t point = rank_at(c, unit(luck.w[0]));
    double ring = unit(luck.w[1]);
    if (m->people.ai_adopted[who->row] && c->first[LISTS * circle] != c->first[LISTS * (circle + 1)]
        && unit(luck.w[2]) < m->p.ai_search_share) {
        found = next_on(m, who, circle, point);
        if (found >= 0) return found;
    }
    if (ring < m->p.own_specialty_share) {
        found = next_on(m, who, specialty, point);
        if (found >= 0) return found;
    }
    if (ring < m->p.own_specialty_share + m->p.own_subcategory_share) {
        found = next_on(m, who, c->subcategories + w->subcategory_of[specialty], point);
        if (found >= 0) return found;
    }
    return next_on(m, who, c->categories + category, point);
}

static int64_t search_block(Market *m, Block rows, int64_t n, Flow *flow) {
    int64_t tries = (int64_t)m->p.n_tries;
    for (int64_t row = rows.first; row < rows.end && m->circles.n > 0; row++) {
        if (m->people.wanted[row] == 0) continue;
        Searcher who = {row, n, n, levels_within_reach(m, row)};
        for (int64_t number = 0; number < m->people.wanted[row]; number++) {
            for (int64_t attempt = 0; attempt < tries; attempt++) {
                int64_t rank = look(m, &who, number * tries + attempt);
                if (rank < 0) continue;
                int64_t place = m->circles.place_of[rank], post = m->open_posts[place];
                if (propose(m, row, post, place, &m->held.offers[who.n])) {
                    note_sent(m, row, post, flow);
                    who.n++;
                    break;
                }
            }
        }
        n = who.n;
        m->people.n_proposals[row] += (int32_t)(n - who.start);
    }
    return n;
}

/* Sort the proposals of earlier weeks and those sent now, in rows of `spans`, by post. */
static void lay_at_posts(Market *m, const Block *spans, int n_spans) {
    Held *held = &m->held;
    int64_t n_open = m->n_open, *first = held->first;
    MAKE_ROOM(m->places, 0, 2 * (n_open + 1), m->places_room);
    int64_t *begin = m->places, *free_at = m->places + n_open + 1;
    memset(begin, 0, (size_t)(n_open + 1) * sizeof *begin);
    for (int s = 0; s < n_spans; s++) {
        for (int64_t i = spans[s].first; i < spans[s].end; i++) begin[held->offers[i].place + 1]++;
    }
    for (int64_t k = 0; k < n_open; k++) begin[k + 1] += begin[k];
    memcpy(free_at, begin, (size_t)n_open * sizeof *begin);
    MAKE_ROOM(held->numbers, 0, begin[n_open], held->number_room);
    for (int s = 0; s < n_spans; s++) {
        for (int64_t i = spans[s].first; i < spans[s].end; i++) {
            held->numbers[free_at[held->offers[i].place]++] = (int32_t)i;
        }
    }
    memcpy(first, begin, (size_t)(n_open + 1) * sizeof *first);
    for (int64_t k = 0; k < n_open; k++) {
        m->posts.n_proposals[m->open_posts[k]] = (int32_t)(first[k + 1] - first[k]);
    }
}

static void search(Market *m, int64_t n_before) {
    Block blocks[MOST_BLOCKS], spans[MOST_BLOCKS + 1];
    Held *held = &m->held;
    invite(m, n_before);
    lay_out_circles(m);
    int n_blocks = blocks_of(m, m->people.n, 8, blocks);
    int64_t room = held->n;
    spans[0] = (Block){0, held->n};
    for (int b = 0; b < n_blocks; b++) {
        spans[b + 1].first = room;
        for (int64_t row = blocks[b].first; row < blocks[b].end; row++) room += m->people.wanted[row];
    }
    MAKE_ROOM(held->offers, held->n, room, held->room);
    IN_PARALLEL
    for (int b = 0; b < n_blocks; b++) spans[b + 1].end = search_block(m, blocks[b], spans[b + 1].first, MY_FLOW);
    held->n = room;
    lay_at_posts(m, spans, n_blocks + 1);
}

/* Phases 2 and 3: everybody looks around; those whose luck allows it decide whether to adopt AI. Where use is pinned and
   AI public, all are asked, and those who are not among the most open give it up. */
#include "participation.h"

static void settle(Market *m, int kind, double *shares) {
    int64_t heads[MOST_SUBCATEGORIES][N_OPENNESS] = {0}, users[MOST_SUBCATEGORIES][N_OPENNESS] = {0};
    int64_t n = m->world.n_subcategories;
    for (int b = 0; b < m->n_found[kind]; b++) {
        for (int64_t s = 0; s < n; s++) {
            for (int g = 0; g < N_OPENNESS; g++) {
                heads[s][g] += m->found[kind][b].heads[0][s][g];
                users[s][g] += m->found[kind][b].heads[1][s][g];
            }
        }
    }
    for (int group = -1; group < N_OPENNESS; group++) {
        int first = group < 0 ? 0 : group, end = group < 0 ? N_OPENNESS : group + 1;
        double strength = group < 0 ? 20.0 : 20.0 / N_OPENNESS;
        int64_t all = 0, all_users = 0;
        for (int64_t s = 0; s < n; s++) {
            for (int g = first; g < end; g++) {
                all += heads[s][g];
                all_users += users[s][g];
            }
        }
        double platform = (double)all_users / most((double)all, 1.0);
        for (int64_t s = 0; s < n; s++) {
            int64_t here = 0, users_here = 0;
            for (int g = first; g < end; g++) {
                here += heads[s][g];
                users_here += users[s][g];
            }
            double share = ((double)users_here + strength * platform) / ((double)here + strength);
            if (group < 0) shares[s] = share;
            else m->alike[kind][s][group] = share;
        }
    }
}

static bool freelancer_adopts(const Market *m, int64_t row) {
    const Parameters *p = &m->p;
    int64_t who = m->people.freelancer_id[row], specialty = m->people.specialty[row];
    int64_t subcategory = m->world.subcategory_of[specialty];
    bool public = is_public(m, subcategory);
    if (p->freelancer_mode == PINNED && public) {
        return unit(random_block(m->seed, TRAITS_OF_FREELANCER, 0, who, 0).w[3]) > 1.0 - p->freelancer_share;
    }
    double benefit = p->freelancer_capability_weight * m->now.usefulness
        + p->freelancer_exposure_weight * m->world.augmentation_exposure[specialty]
        + p->freelancer_peer_weight * m->freelancer_peers[subcategory];
    benefit = benefit + p->freelancer_gain_weight * m->beliefs.ln_ai_gain[specialty]
        + p->freelancer_openness_weight * m->people.ai_openness[row];
    double hazard = public ? p->freelancer_max_hazard : p->freelancer_max_hazard * p->freelancer_before_public;
    double u = unit(random_block(m->seed, WEEK_OF_FREELANCER, m->week, who, 0).w[1]);
    return u < hazard * logistic(2.0 * (benefit - p->freelancer_cost));
}

static void adopt_freelancers(Market *m, const Found *found) {
    for (int64_t i = found->rows.first; i < found->adoption; i++) {
        int64_t row = m->people.adoption[i];
        bool adopts = freelancer_adopts(m, row);
        if (m->people.ai_adopted[row] && !adopts) {
            m->people.ai_adopted[row] = false;
            m->people.ai_adopted_week[row] = NEVER;
            m->people.ai_proficiency[row] = 0.0f;
        }
        if (m->people.ai_adopted[row] || !adopts) continue;
        Words more = random_block(m->seed, MORE_TRAITS_OF_FREELANCER, 0, m->people.freelancer_id[row], 0);
        if (m->p.withheld_share > 0.0 && unit(more.w[1]) < m->p.withheld_share) continue;
        m->people.ai_adopted[row] = true;
        m->people.ai_adopted_week[row] = (int16_t)m->week;
        m->people.ai_proficiency[row] = (float)m->p.proficiency_start;
    }
}

static bool client_adopts(const Market *m, int64_t row, const Words *luck) {
    const Parameters *p = &m->p;
    int64_t subcategory = m->buyers.subcategory[row];
    bool public = is_public(m, subcategory);
    if (p->client_mode == PINNED && public) {
        Words traits = random_block(m->seed, TRAITS_OF_CLIENT, 0, m->buyers.client_id[row], 0);
        return unit(traits.w[2]) > 1.0 - p->client_share;
    }
    double benefit = p->client_capability_weight * m->now.usefulness
        + p->client_exposure_weight * m->world.subcategory_exposure[subcategory]
        + p->client_peer_weight * m->client_peers[subcategory];
    benefit = benefit + p->client_openness_weight * m->buyers.ai_openness[row];
    double hazard = public ? p->client_max_hazard : p->client_max_hazard * p->client_before_public;
    double u = unit(luck->w[1]), x = 2.0 * (benefit - p->client_cost);
    return (x >= -4.0 || u < hazard * 0.018) && u < hazard * logistic(x);
}

static void adopt_clients(Market *m, const Found *found) {
    for (int64_t i = found->rows.first; i < found->adoption; i++) {
        int64_t row = m->buyers.adoption[i];
        Words luck = random_block(m->seed, WEEK_OF_CLIENT, m->week, m->buyers.client_id[row], 0);
        bool adopts = client_adopts(m, row, &luck);
        if (m->buyers.ai_adopted[row] && !adopts) {
            m->buyers.ai_adopted[row] = false;
            m->buyers.ai_adopted_week[row] = NEVER;
            m->buyers.ai_needs[row] = 0;
        }
        if (m->buyers.ai_adopted[row] || !adopts) continue;
        m->buyers.ai_adopted[row] = true;
        m->buyers.ai_adopted_week[row] = (int16_t)m->week;
        m->buyers.ai_needs[row] = (uint8_t)count_ai_needs(m, row, unit(luck.w[3]));
    }
}

static void adopt_ai(Market *m) {
    settle(m, 0, m->freelancer_peers);
    settle(m, 1, m->client_peers);
    for (int b = 0; b < m->n_found[0] && m->p.freelancer_mode != NOBODY_ADOPTS; b++) {
        adopt_freelancers(m, &m->found[0][b]);
    }
    for (int b = 0; b < m->n_found[1] && m->p.client_mode != NOBODY_ADOPTS; b++) adopt_clients(m, &m->found[1][b]);
}

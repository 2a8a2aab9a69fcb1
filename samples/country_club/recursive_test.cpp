// https://pgexercises.com/questions/recursive
#include "club_test.hpp"

namespace club {
namespace {

class Recursive : public Club {};

TEST_F(Recursive, FindTheUpwardRecommendationChainOfAMember) {
    const auto base =
        Member::select(M.recommendedby).where(M.memid == 22).cte("recommenders", pewit::recursive);
    const auto chain =
        base.union_all(Member::select(M.recommendedby).join(base, M.memid == base.c(M.recommendedby)));
    expect_same(
        Member::select(M.memid, M.firstname, M.surname)
            .join(chain, M.memid == chain.c(M.recommendedby))
            .with(chain)
            .order_by(M.memid.desc()),
        "WITH RECURSIVE r(id) AS (SELECT recommendedby FROM member WHERE memid = 22 UNION ALL "
        "SELECT m.recommendedby FROM r JOIN member m ON m.memid = r.id) "
        "SELECT m.memid, m.firstname, m.surname FROM r JOIN member m ON m.memid = r.id ORDER BY m.memid DESC");
}

TEST_F(Recursive, FindTheDownwardRecommendationChainOfAMember) {
    const auto base =
        Member::select(M.memid).where(M.recommendedby == 1).cte("recommended", pewit::recursive);
    const auto chain = base.union_all(Member::select(M.memid).join(base, M.recommendedby == base.c(M.memid)));
    expect_same(
        Member::select(M.memid, M.firstname, M.surname).where(M.memid.in(chain.select())).order_by(M.memid),
        "WITH RECURSIVE r(id) AS (SELECT memid FROM member WHERE recommendedby = 1 UNION ALL "
        "SELECT m.memid FROM r JOIN member m ON m.recommendedby = r.id) "
        "SELECT memid, firstname, surname FROM member WHERE memid IN (SELECT id FROM r) ORDER BY memid");
}

TEST_F(Recursive, AChainForAnyMember) {
    const auto of = M.memid.as("of");
    const auto base =
        Member::select(of, M.recommendedby).where(!M.recommendedby.is_null()).cte("r", pewit::recursive);
    const auto chain = base.union_all(Member::select(base.c(of), M.recommendedby)
                                          .join(base, M.memid == base.c(M.recommendedby))
                                          .where(!M.recommendedby.is_null()));
    expect_same(
        chain.select().where(chain.c(of).in({12, 22})).order_by(chain.c(of), chain.c(M.recommendedby).desc()),
        "WITH RECURSIVE r(of_whom, id) AS (SELECT memid, recommendedby FROM member "
        "WHERE recommendedby IS NOT NULL UNION ALL SELECT r.of_whom, m.recommendedby FROM r "
        "JOIN member m ON m.memid = r.id WHERE m.recommendedby IS NOT NULL) "
        "SELECT of_whom, id FROM r WHERE of_whom IN (12, 22) ORDER BY of_whom, id DESC");
}

}  // namespace
}  // namespace club

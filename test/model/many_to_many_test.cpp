/// MANY_TO_MANY: the rows behind the links, and changing the links.
#include <support/engine.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

struct Tag;
struct Course;
struct Enrolment;
struct Follow;

MODEL(Post) {
    FIELD(std::string, title);
    MANY_TO_MANY(Tag, tags);
};
MODEL_NO_ID(Tag) {
    FIELD(std::string, name, primary_key);
    MANY_TO_MANY(Post, posts, Post::tags_through);
};

MODEL(Student) {
    FIELD(std::string, name);
    MANY_TO_MANY(Course, courses, Enrolment);
    MANY_TO_MANY(Student, follows, Follow);
    MANY_TO_MANY(Student, followers, Follow, followed, follower);
};
MODEL(Course) {
    FIELD(std::string, name);
    MANY_TO_MANY(Student, students, Enrolment);
};
MODEL(Enrolment) {
    META(unique_on(c.student, c.course));
    FOREIGN_KEY(Course, course, on_delete(cascade));
    FOREIGN_KEY(Student, student, on_delete(cascade));
    FIELD(std::int32_t, grade, default_(7));
};
MODEL_NO_ID(Follow) {
    META(composite_key(c.follower, c.followed));
    FOREIGN_KEY(Student, follower);
    FOREIGN_KEY(Student, followed);
};

class SchoolTables : public testing::Test {
protected:
    SchoolTables() { db.create_tables<Post, Tag, Follow, Enrolment, Student, Course>(); }
    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
};

class ManyToMany : public SchoolTables {
protected:
    static Strings names(const pewit::Select<Tag>& tags) {
        Strings list;
        for (const Tag& tag : tags.order_by(Tag::c.name))
            list.push_back(tag.name);
        return list;
    }

    Post post = Post::create(Post::c.title = "first");
    Post other = Post::create(Post::c.title = "second");
    Tag cats = Tag::create(Tag::c.name = "cats");
    Tag dogs = Tag::create(Tag::c.name = "dogs");
    Tag mice = Tag::create(Tag::c.name = "mice");
};

TEST_F(ManyToMany, AddsRowsKeysAndRanges) {
    EXPECT_EQ(post.tags().add(cats), 1);
    EXPECT_EQ(post.tags().add("dogs"), 1);
    EXPECT_THAT(names(post.tags()), ElementsAre("cats", "dogs"));
    EXPECT_EQ(other.tags().add(Strings{"cats", "mice"}, dogs), 3);
    EXPECT_THAT(names(other.tags()), ElementsAre("cats", "dogs", "mice"));
    EXPECT_EQ(post.tags().add(Strings{}), 0);
}

TEST_F(ManyToMany, LinksOnlyRowsThatAreSaved) {
    const Post unsaved;
    EXPECT_THROW(unsaved.tags().add(cats), pewit::ProgrammingError);
    EXPECT_THROW(unsaved.tags().set(cats), pewit::ProgrammingError);
    EXPECT_EQ(unsaved.tags().count(), 0);
    const Student student = Student::create(Student::c.name = "ann");
    try {
        student.courses().add(Course{});
        ADD_FAILURE() << "no error";
    } catch (const pewit::ProgrammingError& error) {
        EXPECT_STREQ(error.what(), "\"enrolment.course\" can't refer to it: the Course is not saved yet");
    }
}

TEST_F(ManyToMany, ALinkThatIsThereStays) {
    EXPECT_EQ(post.tags().add({cats, dogs}), 2);
    EXPECT_EQ(post.tags().add(cats, mice, mice), 1);
    EXPECT_THAT(names(post.tags()), ElementsAre("cats", "dogs", "mice"));
}

TEST_F(ManyToMany, RemovesSomeOrAll) {
    post.tags().add(cats, dogs, mice);
    other.tags().add(cats);
    EXPECT_EQ(post.tags().remove(cats, "nothing"), 1);
    EXPECT_THAT(names(post.tags()), ElementsAre("dogs", "mice"));
    EXPECT_EQ(post.tags().clear(), 2);
    EXPECT_THAT(names(post.tags()), IsEmpty());
    EXPECT_THAT(names(other.tags()), ElementsAre("cats"));
}

TEST_F(ManyToMany, SetChangesOnlyWhatDiffers) {
    post.tags().add(cats, dogs);
    EXPECT_EQ(post.tags().set({dogs, mice}), 2);
    EXPECT_THAT(names(post.tags()), ElementsAre("dogs", "mice"));
    EXPECT_EQ(post.tags().set(Strings{"dogs", "mice"}), 0);
    EXPECT_EQ(post.tags().set(Strings{}), 2);
    EXPECT_THAT(names(post.tags()), IsEmpty());
}

TEST_F(ManyToMany, IsOneFromTheOtherSideToo) {
    EXPECT_EQ(cats.posts().add(post.id, other), 2);
    EXPECT_THAT(names(post.tags()), ElementsAre("cats"));
    EXPECT_EQ(cats.posts().where(Post::c.title == "second").get().id, other.id);
}

TEST_F(ManyToMany, IsAQueryLikeAnyOther) {
    post.tags().add(cats, dogs, mice);
    EXPECT_EQ(post.tags().count(), 3);
    EXPECT_TRUE(post.tags().where(Tag::c.name == "mice").exists());
    EXPECT_EQ(post.tags().order_by(Tag::c.name.desc()).limit(1).get().name, "mice");
    const pewit::QueryLog log{db};
    EXPECT_EQ(post.tags().all().size(), 3U);
    EXPECT_EQ(log.count(), 1U);
}

TEST_F(ManyToMany, ChangesAreAtomic) {
    post.tags().add(cats);
    EXPECT_THROW(post.tags().set(dogs, "nothing"), pewit::ForeignKeyViolation);
    EXPECT_THAT(names(post.tags()), ElementsAre("cats"));
    {
        const pewit::Atomic frame{db};
        EXPECT_THROW(post.tags().add(dogs, "nothing"), pewit::ForeignKeyViolation);
        EXPECT_EQ(post.tags().add(mice), 1);  // the transaction goes on
    }
    EXPECT_THAT(names(post.tags()), ElementsAre("cats", "mice"));
}

TEST_F(ManyToMany, ManyLinksGoInFewStatements) {
    Strings many;
    for (int i = 0; i < 300; ++i)
        many.push_back(Tag::create(Tag::c.name = "tag " + std::to_string(i)).name);
    const pewit::QueryLog log{db};
    EXPECT_EQ(post.tags().add(many), 300);
    EXPECT_LE(log.count(), 7U);  // with BEGIN and COMMIT
    EXPECT_EQ(post.tags().remove(many), 300);
}

TEST_F(ManyToMany, LinksGoWithTheRowsThatTheyLink) {
    post.tags().add(cats, dogs);
    cats.delete_instance();
    EXPECT_THAT(names(post.tags()), ElementsAre("dogs"));
    post.delete_instance(pewit::recursive);
    EXPECT_EQ(Post::tags_through::select().count(), 0);
}

TEST_F(ManyToMany, AModelOfOnesOwnFillsItsOtherColumns) {
    const Student ann = Student::create(Student::c.name = "ann");
    const Course maths = Course::create(Course::c.name = "maths");
    const Course music = Course::create(Course::c.name = "music");
    EXPECT_EQ(ann.courses().add(maths, music), 2);
    EXPECT_EQ(Enrolment::select(Enrolment::c.grade).all(), (std::vector<std::int32_t>{7, 7}));
    Enrolment::update(Enrolment::c.grade = 1).where(Enrolment::c.course == maths).execute();
    EXPECT_EQ(ann.courses().set(maths), 1);
    EXPECT_EQ(Enrolment::select(Enrolment::c.grade).all(), (std::vector<std::int32_t>{1}));
    EXPECT_EQ(maths.students().get().name, "ann");
}

TEST_F(ManyToMany, GoesFromAModelToItself) {
    const Student ann = Student::create(Student::c.name = "ann");
    const Student bob = Student::create(Student::c.name = "bob");
    ann.follows().add(bob);
    EXPECT_EQ(ann.follows().get().name, "bob");
    EXPECT_EQ(bob.followers().get().name, "ann");
    EXPECT_EQ(bob.follows().count(), 0);
    EXPECT_EQ(ann.followers().add(bob), 1);
    EXPECT_EQ(bob.follows().get().name, "ann");
}

TEST_F(ManyToMany, ItsTableComesAndGoesWithThoseOfBothModels) {
    EXPECT_TRUE(db.table_exists("post_tag_through"));
    db.drop_tables<Tag, Post>();
    EXPECT_FALSE(db.table_exists("post_tag_through"));
    db.create_tables<Post>();  // the other side is not there
    EXPECT_FALSE(db.table_exists("post_tag_through"));
    db.create_tables<Tag, Post, Post::tags_through>();
    EXPECT_TRUE(db.table_exists("post_tag_through"));
}

}  // namespace

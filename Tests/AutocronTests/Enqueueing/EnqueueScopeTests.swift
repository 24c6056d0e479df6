import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

extension EnqueueScope {
    fileprivate func collect(_ task: NewTask) -> Bool {
        collect([task])
    }
}

@Suite("What a closure of 'enqueue' or 'transaction' means for the calls inside it")
struct EnqueueScopeTests {
    @Test(
        "The time that a scope gives",
        arguments: [
            (nil, nil), (.after(.seconds(2)), 2_000_100), (.after(.seconds(-2)), 100),
            (.after(.seconds(Int64.max)), .distantFuture),
            (.at(Date(timeIntervalSince1970: 7)), 7_000_000), (.at(Date(timeIntervalSince1970: -7)), 0),
            (.at(.distantFuture), 64_092_211_200_000_000),
        ] as [(EnqueueOptions.Time?, WallTime?)])
    func runAt(_ time: EnqueueOptions.Time?, _ expected: WallTime?) {
        #expect(EnqueueOptions(time: time).runAt(now: 100) == expected)
    }

    @Test("Outside of any, nothing is collected")
    func none() {
        #expect(EnqueueScope.current == nil)
        let scope = EnqueueScope.options(EnqueueOptions())
        #expect(!scope.isCollecting)
        #expect(!scope.collect(.made()))
        #expect(scope.end().isEmpty)
    }

    @Test("A transaction collects in order until its end, which gives its tasks once")
    func transaction() {
        let scope = EnqueueScope.transaction()
        let tasks = [NewTask.made("a"), .made("b")]
        #expect(scope.isCollecting)
        for task in tasks { #expect(scope.collect(task)) }
        #expect(scope.end().map(\.name) == ["a", "b"])
        #expect(!scope.isCollecting)
        #expect(!scope.collect(.made()))
        #expect(scope.end().isEmpty)
    }

    @Test("Options inside a transaction belong to it, and a transaction inside options has them")
    func nested() {
        let transaction = EnqueueScope.transaction()
        EnqueueScope.$current.withValue(transaction) {
            let inner = EnqueueScope.options(EnqueueOptions(queue: "mail"))
            #expect(inner.collect(.made()))
            #expect(inner.options.queue == "mail")
        }
        #expect(transaction.end().count == 1)
        EnqueueScope.$current.withValue(.options(EnqueueOptions(queue: "mail"))) {
            #expect(EnqueueScope.transaction().options.queue == "mail")
        }
    }

    @Test("Equal unique tasks are all kept: which of them is stored is decided at the end")
    func unique() {
        let scope = EnqueueScope.transaction()
        let key = UniqueKey(key: "a", scope: .untilFinished)
        let tasks = [NewTask.made(unique: key), .made(unique: key)]
        for task in tasks { #expect(scope.collect(task)) }
        #expect(scope.end().map(\.id) == tasks.map(\.id))
    }

    @Test("A transaction inside another one is part of it")
    func transactionInTransaction() {
        let outer = EnqueueScope.transaction()
        #expect(outer.collect(.made("a")))
        #expect(outer.collect([.made("b")]))
        #expect(outer.end().map(\.name) == ["a", "b"])
        #expect(!outer.collect([.made("c")]))
    }

    @Test("Options that are left out are those of the surrounding closure, the time too")
    func merged() {
        let outer = EnqueueOptions(time: .after(.seconds(2)), priority: .low, queue: "mail")
        EnqueueScope.$current.withValue(.options(outer)) {
            let scope = EnqueueScope.options(EnqueueOptions(queue: "post", uniqueKey: "k"))
            #expect(scope.options.runAt(now: 100) == 2_000_100)
            #expect(scope.options.queue == "post")
            #expect(scope.options.priority == .low)
            #expect(scope.options.uniqueKey == "k")
            #expect(EnqueueScope.options(EnqueueOptions(time: .after(.zero))).options.runAt(now: 100) == 100)
            #expect(EnqueueScope.transaction().options.priority == .low)
        }
    }
}

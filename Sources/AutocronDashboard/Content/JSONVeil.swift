import Foundation
import TaskModel

/// Replaces the values of keys that name secrets, at any depth, and leaves every other byte as it is.
struct JSONVeil {
    private let keys: [String]
    private static let veil = Array("\"(veiled)\"".utf8)

    /// - Parameter keys: Parts of the keys, in any case.
    init(keys: [String]) {
        self.keys = keys.map { $0.lowercased() }
    }

    /// - Parameter json: A stored value; what is not JSON has no keys, and is returned as it is.
    func veiled(_ json: [UInt8]) -> [UInt8] {
        guard !keys.isEmpty, JSONDepth.isAtMost(TaskLimits.depth, json),
            (try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)) != nil
        else { return json }
        var result: [UInt8] = []
        var tokens = JSONTokens(json)
        while let token = tokens.next() {
            result += token.bytes
            guard token.kind == .key, isSecret(token.bytes) else { continue }
            while let next = tokens.next() {
                guard next.kind == .space || next.kind == .colon else {
                    tokens.skipValue(beginningWith: next)
                    result += Self.veil
                    break
                }
                result += next.bytes
            }
        }
        return result
    }

    private func isSecret(_ literal: ArraySlice<UInt8>) -> Bool {
        guard let key = try? JSONDecoder().decode(String.self, from: Data(literal)).lowercased() else { return false }
        return keys.contains { key.contains($0) }
    }
}
